using System.Net;
using System.Text;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class IdTests(Apps apps)
{
    private static readonly string[] Awkward =
    [
        "beef", "0beef", "BEEF", "00000000000000000000000000abcdef", "00000000000000000000000000ABCDEF",
        "00000000-0000-0000-0000-000000abcdef", "1", "01", "1+a", "1 a", "1%20a", "{0}", "{", "~beef", "%7Ebeef",
        "a/b", "a%2Fb", "a\\b", "a?b", "a#b", "a|b", "'; drop table users; --",
        "Zoë", "Zoe\u0308", "用户", "👩‍🚀", "ß", "SS", " padded ", "padded", new('x', 300), new('é', 400), new string('x', 399) + "y",
    ];

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task Ids_that_look_alike_are_distinct_users_also_after_a_restart(DatabaseKind kind)
    {
        await using var app = await apps.StartAsync(kind);
        foreach (var (id, index) in Awkward.Select((id, index) => (id, index)))
            Expect.Taken(await app.DeliverAsync(new Person(id) { FirstName = "User", LastName = $"{index}" }.Created()));
        await EachIsItselfAsync(app);

        await app.Api.KillAsync();
        await app.Api.RestartAsync();
        await EachIsItselfAsync(app);
        Assert.Equal(Awkward.Order(StringComparer.Ordinal), await StoredIdsAsync(app));

        foreach (var (id, index) in Awkward.Select((id, index) => (id, index)))
        {
            var later = new Person(id)
            {
                FirstName = "User",
                LastName = $"{index}",
                Username = "later",
                UpdatedAt = Person.Epoch.AddSeconds(1),
            };
            Expect.Taken(await app.DeliverAsync(later.Updated()));
        }
        await EachIsItselfAsync(app);
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"   \"")]
    [InlineData("\"\\u00a0\\u2003\"")]
    [InlineData("\"a\\u0000b\"")]
    [InlineData("\"a\\nb\"")]
    [InlineData("\"a\\u007fb\"")]
    [InlineData("\"a\\u0085b\"")]
    [InlineData("\"a\\ud800\"")]
    [InlineData("\"\\udc00a\"")]
    public async Task An_id_nobody_can_use_need_not_be_sent_again(string json)
    {
        var app = await apps.On();
        foreach (var type in new[] { "user.created", "user.updated", "user.deleted" })
        {
            var body = $$$"""{"type":"{{{type}}}","timestamp":1760000000123,"data":{"id":{{{json}}}}}""";
            Expect.Aborted(await app.Api.DeliverAsync(app.Secret, Encoding.UTF8.GetBytes(body)));
        }
    }

    [Fact]
    public async Task An_id_of_more_than_400_characters_need_not_be_sent_again()
    {
        var app = await apps.On();
        Expect.Aborted(await app.DeliverAsync(new Person(new string('x', 401)).Created()));
        Expect.Aborted(await app.DeliverAsync(new Person(new string('x', 100_000)).Created()));
    }

    [Theory, InlineData(401), InlineData(5_000)]
    public async Task A_subject_nobody_can_use_is_a_fault_of_the_caller(int length)
    {
        var app = await apps.On();
        var caller = await app.SignedInAsync(new string('x', length));
        Assert.InRange((int)(await caller.StoreAsync()).Status, 400, 499);
        Assert.InRange((int)(await caller.CurrentAsync()).Status, 400, 499);
    }

    [Fact]
    public async Task Asking_for_an_id_nobody_can_have_finds_nobody()
    {
        var app = await apps.On();
        var caller = await app.SignedInAsync(Person.New().Id);
        string[] impossible = [new('x', 401), "a\nb", " "];
        foreach (var id in impossible)
            Expect.Problem(await caller.ProfileAsync(id), HttpStatusCode.NotFound);
        // The HTTP server itself refuses a path with a NUL, but not a query.
        Assert.All(Expect.Ok(await caller.ProfilesAsync([.. impossible, "a\0b"])).AsArray(), Assert.Null);
    }

    private static async Task EachIsItselfAsync(Sandbox app)
    {
        var someone = await app.SignedInAsync("someone");
        foreach (var (id, index) in Awkward.Select((id, index) => (id, index)))
        {
            var own = Expect.Ok(await (await app.SignedInAsync(id)).CurrentAsync());
            Assert.Equal((id, $"User {index}"), ((string)own["id"]!, (string)own["name"]!));
            var read = await someone.ProfileAsync(id);
            Assert.True(read.Status == HttpStatusCode.OK, $"The profile of <{id}>: {read}");
            Assert.Equal((id, $"User {index}"), ((string)read.Json!["id"]!, (string)read.Json!["name"]!));
        }
        var batch = Expect.Ok(await someone.ProfilesAsync(Awkward)).AsArray();
        Assert.Equal(Awkward, batch.Select(profile => (string?)profile?["id"]));
    }

    private static async Task<IEnumerable<string>> StoredIdsAsync(Sandbox app)
    {
        var rows = await app.Database.QueryAsync("select external_id from users");
        return rows.Select(row => (string)row["external_id"]!).Order(StringComparer.Ordinal);
    }
}
