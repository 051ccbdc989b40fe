using System.Net;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary><c>GET /admin/users</c> as an operator sees it, on both databases.</summary>
public sealed class UserListTests(Apps apps)
{
    private const string Schema = "where ScriptName like '%-search.sql'";

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task A_search_finds_each_change_as_soon_as_it_is_acknowledged(DatabaseKind kind)
    {
        var app = await apps.On(kind);
        var (word, next) = (NewWord(), NewWord());
        for (var n = 0; n < 8; n++)
        {
            var ada = Person.New() with { LastName = word, Email = $"{word}{n}@example.test" };
            Expect.Taken(await app.DeliverAsync(ada.Created()));
            Assert.Equal([ada.Id], await FindAsync(app.Api, $"ADA {word}{n}@"));
            Assert.Equal(n + 1, (await FindAsync(app.Api, word)).Count);
            var renamed = ada with { LastName = $"{next}{n}", Email = "ada@example.test", UpdatedAt = Person.Epoch.AddSeconds(1) };
            Expect.Taken(await app.DeliverAsync(renamed.Updated()));
            Assert.Empty(await FindAsync(app.Api, $"{word}{n}@"));
            Assert.Equal([ada.Id], await FindAsync(app.Api, $"{next}{n}"));
            Expect.Taken(await app.DeliverAsync(renamed.Deleted()));
            Assert.Empty(await FindAsync(app.Api, $"{next}{n}"));
            Assert.Empty(await FindAsync(app.Api, ada.Id));
            Assert.Equal([ada.Id], await FindAsync(app.Api, ada.Id, "deleted=true"));
            // The next one makes the word's users n + 1 again.
            Expect.Taken(await app.DeliverAsync((Person.New() with { LastName = word, Email = "ada@example.test" }).Created()));
        }
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task Users_are_listed_in_pages_by_id_as_they_see_themselves(DatabaseKind kind)
    {
        var app = await apps.On(kind);
        var (word, users) = (NewWord(), new List<string>());
        for (var n = 0; n < 7; n++)
        {
            var person = Person.New() with { LastName = word };
            Expect.Taken(await app.DeliverAsync(person.Created()));
            users.Add(person.Id);
        }
        users.Sort(StringComparer.Ordinal);
        var caller = await (await app.SignedInAsync(users[0])).CurrentAsync();
        var first = Expect.Ok(await GetAsync(app.Api, $"limit=3&search={word}&after="));
        Assert.True(JsonNode.DeepEquals(Expect.Ok(caller), first["items"]![0]), caller.Body);
        Assert.Equal(users[2], (string?)first["after"]);

        Assert.Equal(users, await AllAsync(app.Api, $"limit=3&search={word}"));
        Assert.Equal(users, (await AllAsync(app.Api, "limit=2")).Where(users.Contains));
        Assert.Equal(users, (await AllAsync(app.Api, "limit=500&provider=clerk")).Where(users.Contains));
        Assert.Empty(await AllAsync(app.Api, $"search={word}&provider=corp"));

        Expect.Taken(await app.DeliverAsync(new Person(users[1]).Deleted()));
        Assert.Equal(users.Where(id => id != users[1]), (await AllAsync(app.Api, "limit=100&deleted=false")).Where(users.Contains));
        var after = Uri.EscapeDataString(users[1][..^1]);
        var item = Expect.Ok(await GetAsync(app.Api, $"deleted=true&limit=1&after={after}"))["items"]![0]!;
        Assert.Equal((users[1], users[1], "clerk"), ((string?)item["id"], (string?)item["externalId"], (string?)item["provider"]));
        Assert.True(item["deletedAt"]!.GetValue<string>().EndsWith('Z') && (long)item["version"]! == 2);
    }

    [Theory]
    [InlineData("limit=0"), InlineData("limit=501"), InlineData("limit=x"), InlineData("limit=1&limit=2"), InlineData("deleted=yes")]
    [InlineData("after=%00"), InlineData("after=a&after=b"), InlineData("provider=nobody"), InlineData("search=a&search=b")]
    public async Task What_cannot_be_read_is_refused(string query) =>
        Expect.Problem(await GetAsync((await apps.On()).Api, query), HttpStatusCode.BadRequest);

    [Theory]
    [InlineData("search=%25"), InlineData("search=%00"), InlineData("search='%22%5C%26%7C"), InlineData("search=%ED%A0%80")]
    [InlineData("search=%20"), InlineData("search=&limit=&after=&provider=&deleted=")]
    public async Task Any_search_is_answered(string query)
    {
        foreach (var kind in Enum.GetValues<DatabaseKind>())
            Expect.Ok(await GetAsync((await apps.On(kind)).Api, query));
    }

    [Fact]
    public async Task Each_process_of_a_cluster_finds_what_another_one_has_acknowledged()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Postgres);
        await using var second = await app.StartPeerAsync();
        var word = NewWord();
        for (var n = 0; n < 30; n++)
        {
            var (writer, reader) = n % 2 == 0 ? (app.Api, second) : (second, app.Api);
            var ada = Person.New() with { LastName = word };
            Expect.Taken(await writer.DeliverAsync(app.Secret, ada.Created()));
            Assert.Equal(n + 1, (await FindAsync(reader, word)).Count);
        }
        // Who had begun to index is gone, with what it had begun.
        var writing = Enumerable.Range(0, 100).Select(_ =>
            second.DeliverAsync(app.Secret, (Person.New() with { LastName = word }).Created())).ToArray();
        await app.Api.KillAsync();
        await Task.WhenAll(writing);
        Assert.Equal(130, (await FindAsync(second, word)).Count);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task Users_of_a_database_without_an_index_are_found_after_the_upgrade_and_a_kill_loses_nothing(DatabaseKind kind)
    {
        await using var app = await apps.StartAsync(kind);
        var word = NewWord();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => app.DeliverAsync((Person.New() with { LastName = word }).Created())));
        await app.Api.KillAsync();
        foreach (var table in new[] { "user_search", "search_state", "user_search_words" })
        {
            if (kind == DatabaseKind.Sqlite || table != "user_search_words")
                await app.Database.ExecuteAsync($"drop table {table}", "");
        }
        await app.Database.ExecuteAsync("drop index users_deleted", "");
        Assert.Equal(1, await app.Database.ExecuteAsync($"delete from schemaversions {Schema}", ""));

        await app.Api.RestartAsync();
        Assert.Equal(50, (await FindAsync(app.Api, word)).Count);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => app.DeliverAsync((Person.New() with { LastName = word }).Created())));
        await app.Api.KillAsync();
        await app.Api.RestartAsync();
        // In the background, without a search.
        while ((long)(await app.Database.QueryAsync("select count(*) as n from user_search"))[0]["n"]! < 100)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Equal(100, (await FindAsync(app.Api, word)).Count);
        var metrics = await new Admin(app.Api, Sandbox.AdminKey).SendAsync(HttpMethod.Get, "/metrics");
        Assert.Contains("orleans_users_search_behind", metrics.Body, StringComparison.Ordinal);
    }

    private static string NewWord() => $"w{Guid.NewGuid():N}";

    private static Task<Answer> GetAsync(ApiProcess api, string query) =>
        new Admin(api, Sandbox.AdminKey).SendAsync(HttpMethod.Get, $"/admin/users?{query}");

    private static async Task<IReadOnlyList<string>> FindAsync(ApiProcess api, string search, string more = "limit=500") =>
        Ids(Expect.Ok(await GetAsync(api, $"search={Uri.EscapeDataString(search)}&{more}")));

    private static async Task<IReadOnlyList<string>> AllAsync(ApiProcess api, string query)
    {
        var (all, after) = (new List<string>(), "");
        do
        {
            var page = Expect.Ok(await GetAsync(api, $"{query}&after={Uri.EscapeDataString(after)}"));
            all.AddRange(Ids(page));
            after = (string?)page["after"];
        }
        while (after is not null);
        return all;
    }

    private static string[] Ids(JsonNode page) => [.. page["items"]!.AsArray().Select(item => (string)item!["id"]!)];
}
