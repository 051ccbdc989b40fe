using System.Text;
using System.Text.Json.Nodes;
using OrleansUsers.Grains;

namespace OrleansUsers.Api.Tests;

public sealed class ChangeMessageTests
{
    private static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_123);

    [Fact]
    public void The_id_is_that_of_the_user_and_the_version_whatever_characters_the_id_has()
    {
        string[] users = ["user_1", "user_1 ", "1 user_1", "auth0|☃ é", "\"\\{}", new('é', 400)];
        var ids = users.SelectMany(user => new[] { Id(user, 1), Id(user, 2), Id(user, 11) }).ToArray();
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^chg_[0-9a-f]{32}$", id));
        // Receivers remember ids: they never change from one build to the next.
        Assert.Equal("chg_9eb2f415fbbf442a", Id("user_1", 1)[..20]);
    }

    [Theory]
    [InlineData(ChangeKind.Created, "created")]
    [InlineData(ChangeKind.Updated, "updated")]
    [InlineData(ChangeKind.Deleted, "deleted")]
    [InlineData(ChangeKind.Reinstated, "reinstated")]
    public void The_body_is_that_of_the_contract(ChangeKind kind, string name)
    {
        var change = new UndeliveredChange("auth0|\"☃", 7, kind, Noon, 3);
        var expected = new JsonObject
        {
            ["type"] = $"user.{name}",
            ["timestamp"] = "2025-10-09T08:53:20.123Z",
            ["data"] = new JsonObject
            {
                ["userId"] = "auth0|\"☃",
                ["version"] = 7,
                ["kind"] = name,
                ["at"] = "2025-10-09T08:53:20.123Z",
                ["user"] = null,
            },
        };
        Assert.Equal(expected.ToJsonString(), JsonNode.Parse(ChangeMessage.Body(change, null).Span)!.ToJsonString());

        expected["data"]!["user"] = new JsonObject { ["id"] = "x" };
        var body = ChangeMessage.Body(change, Encoding.UTF8.GetBytes("""{"id":"x"}"""));
        Assert.Equal(expected.ToJsonString(), JsonNode.Parse(body.Span)!.ToJsonString());
    }

    private static string Id(string user, long version) =>
        ChangeMessage.IdOf(new UndeliveredChange(user, version, ChangeKind.Created, Noon, 1));
}
