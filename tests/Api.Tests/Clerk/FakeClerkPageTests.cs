using System.Globalization;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;
using Listed = OrleansUsers.Harness.FakeUser;

namespace OrleansUsers.Api.Tests;

/// <summary>The lists of the fake Clerk: other tests rely on their being those of Clerk.</summary>
public class FakeClerkPageTests
{
    [Theory]
    [InlineData("created_at", 1000)]
    [InlineData("-created_at", 1000)]
    [InlineData("created_at", 0)]
    [InlineData("-created_at", 0)]
    public async Task Pages_by_cursor_have_each_user_once_in_order(string order, long apart)
    {
        var users = Enumerable.Range(0, 5003).Select(number => Listed.Numbered(number, apart)).ToArray();
        await using var clerk = await FakeClerkApi.StartAsync();
        clerk.AddMany(Random.Shared.GetItems(users, 1000).Distinct());
        clerk.AddMany(users.Except(clerk.Users));
        using var client = new FakeClerkClient(clerk);

        var ids = new List<string>();
        var cursor = "";
        while (await client.IdsAsync($"/v1/users?limit=500&order_by={order}{cursor}") is { Length: > 0 } page)
        {
            ids.AddRange(page);
            cursor = $"&starting_after={page[^1]}";
        }

        var expected = users.Select(user => user.Id);
        Assert.Equal(order[0] == '-' ? expected.Reverse() : expected, ids);
    }

    [Theory]
    [InlineData(DeletedCursor.GoesOn, 200, 7)]
    [InlineData(DeletedCursor.StartsOver, 200, 0)]
    [InlineData(DeletedCursor.Empty, 200, null)]
    [InlineData(DeletedCursor.NotFound, 404, null)]
    [InlineData(DeletedCursor.Unprocessable, 422, null)]
    public async Task A_deleted_cursor_does_what_was_set(DeletedCursor cursor, int status, int? first)
    {
        await using var clerk = await FakeClerkApi.StartAsync(Enumerable.Range(0, 10).Select(number => Listed.Numbered(number)));
        using var client = new FakeClerkClient(clerk);
        clerk.DeletedCursor = cursor;
        Assert.True(clerk.Delete(Listed.Numbered(6).Id));

        var path = $"/v1/users?order_by=created_at&limit=2&starting_after={Listed.Numbered(6).Id}";
        Assert.Equal(status, (await client.GetAsync(path)).Status);
        if (status == 200)
            Assert.Equal(first is { } number ? Listed.Numbered(number).Id : null, (await client.IdsAsync(path)).FirstOrDefault());
    }

    [Theory]
    [InlineData("?limit=501", 10)]
    [InlineData("?limit=500", 30)]
    [InlineData("?limit=7&offset=25", 5)]
    [InlineData("?order_by=-updated_at&limit=20", 20)]
    [InlineData("?user_id=user_2n0000000000000000000000003&user_id=user_2nobody", 1)]
    [InlineData("?created_at_after=1760000005000&created_at_before=1760000009000", 3)]
    [InlineData("?order_by=updated_at&created_at_before=1760000009000", 9)]
    [InlineData("?order_by=-updated_at&starting_after=user_2n0000000000000000000000003", null)]
    [InlineData("?offset=1&starting_after=user_2n0000000000000000000000003", null)]
    [InlineData("?order_by=+created_at", null)]
    [InlineData("?order_by=last_name", null)]
    [InlineData("?limit=0", null)]
    public async Task Parameters_are_those_of_Clerk(string query, int? length)
    {
        await using var clerk = await FakeClerkApi.StartAsync(Enumerable.Range(0, 30).Select(number => Listed.Numbered(number)));
        using var client = new FakeClerkClient(clerk);

        var (status, body) = await client.GetAsync("/v1/users" + query);

        Assert.Equal(length is null ? 422 : 200, status);
        Assert.Equal(length, (JsonNode.Parse(body) as JsonArray)?.Count);
    }

    [Fact]
    public async Task Changes_move_users_in_the_order_of_changes_and_counts_follow()
    {
        await using var clerk = await FakeClerkApi.StartAsync(Enumerable.Range(0, 3000).Select(number => Listed.Numbered(number)));
        using var client = new FakeClerkClient(clerk);
        var (changed, deleted) = (Listed.Numbered(1234).Id, Listed.Numbered(2999).Id);

        clerk.Change(changed, user => user with { LastName = "King", UpdatedAt = Listed.Epoch + 9_000_000 });
        clerk.Delete(deleted);

        Assert.Equal([changed, Listed.Numbered(2998).Id], await client.IdsAsync("/v1/users?order_by=-updated_at&limit=2"));
        Assert.Equal("2999", await CountAsync(""));
        Assert.Equal("1764", await CountAsync($"?created_at_after={(Listed.Epoch + 1_234_000).ToString(CultureInfo.InvariantCulture)}"));
        var one = await client.GetAsync($"/v1/users/{changed}");
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(one.Body), clerk.Events.Updated(clerk.Find(changed)!)["data"]));
        Assert.InRange(one.Body.Length, 1000, 1900);
        Assert.Contains("resource_not_found", (await client.GetAsync($"/v1/users/{deleted}")).Body, StringComparison.Ordinal);

        async Task<string> CountAsync(string query) =>
            JsonNode.Parse((await client.GetAsync("/v1/users/count" + query)).Body)!["total_count"]!.ToJsonString();
    }
}
