using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>Webhook and token of one person, at a provider that is not Clerk.</summary>
public sealed class MergingTests(Apps apps)
{
    private const int Calls = 1_000;
    private static readonly long Now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task Webhook_and_token_of_one_person_are_one_user_whichever_comes_first(DatabaseKind kind)
    {
        var app = await apps.On(kind);
        foreach (var webhookFirst in new[] { true, false })
        {
            var person = Auth0Person.New();
            var caller = await app.SignedInAsync(app.Auth0, person.Subject);
            if (webhookFirst)
                Expect.Taken(await app.DeliverAsync(app.Auth0, person.Created()));
            Expect.Ok(await caller.StoreAsync());
            if (!webhookFirst)
                Expect.Taken(await app.DeliverAsync(app.Auth0, person.Created()));

            var user = Expect.Ok(await caller.CurrentAsync());
            Assert.Equal((app.Auth0.ExternalId(person.Subject), "Mary Somerville"), ((string?)user["id"], (string?)user["name"]));
            Assert.Equal([app.Auth0.TokenIdentifier(person.Subject)], Links.TokensOf(user));
            Assert.Single(await app.Database.QueryAsync("select version from users where external_id = @id", (string)user["id"]!));
        }
    }

    [Fact]
    public async Task Claims_count_from_when_the_token_was_issued()
    {
        var app = await apps.On();
        var person = Auth0Person.New() with { UpdatedAt = DateTimeOffset.FromUnixTimeSeconds(Now - 20) };
        Expect.Taken(await app.DeliverAsync(app.Auth0, person.Created()));
        Assert.Equal("Mary Somerville", await NameAfterStoreAsync(app, person, Now - 30, "Older Token"));
        Assert.Equal("Newer Token", await NameAfterStoreAsync(app, person, Now - 10, "Newer Token"));
        Assert.Equal("Newer Token", await NameAfterStoreAsync(app, person, Now - 15, "Between Them"));
        var later = person with { LastName = "Fairfax", UpdatedAt = DateTimeOffset.FromUnixTimeSeconds(Now - 5) };
        Expect.Taken(await app.DeliverAsync(app.Auth0, later.Updated()));
        Assert.Equal("Mary Fairfax", await NameAfterStoreAsync(app, person, Now - 10, "Newer Token"));
    }

    [Fact]
    public async Task A_token_without_a_name_changes_none()
    {
        var (app, person) = (await apps.On(), Auth0Person.New());
        Assert.Equal("From The Token", await NameAfterStoreAsync(app, person, Now - 20, "From The Token"));
        var before = Expect.Ok(await (await app.SignedInAsync(app.Auth0, person.Subject)).CurrentAsync());
        Assert.Equal("From The Token", await NameAfterStoreAsync(app, person, Now, null));
        var after = Expect.Ok(await (await app.SignedInAsync(app.Auth0, person.Subject)).CurrentAsync());
        Assert.Equal((long)before["version"]!, (long)after["version"]!);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task A_thousand_first_calls_at_once_make_one_row(DatabaseKind kind)
    {
        var (app, person) = (await apps.On(kind), Auth0Person.New());
        // Ten different tokens of one person, as from ten devices.
        var callers = await Task.WhenAll(Enumerable.Range(0, 10).Select(device =>
            app.SignedInAsync(app.Auth0, person.Subject, claims => (claims["jti"], claims["name"]) = ($"{device}", "Mary Somerville"))));
        var answers = await Task.WhenAll(Enumerable.Range(0, Calls).Select(call => callers[call % callers.Length].StoreAsync()));
        Assert.Equal([app.Auth0.ExternalId(person.Subject)], answers.Select(Links.IdOf).Distinct());
        var rows = await app.Database.QueryAsync("select external_id from users where external_id like '%' || @id", person.Subject);
        Assert.Equal(app.Auth0.ExternalId(person.Subject), (string?)Assert.Single(rows)["external_id"]);
        var index = await TokenIndex.ReadAsync(app.Database);
        Assert.Equal([app.Auth0.ExternalId(person.Subject)], index.HoldersOf(app.Auth0.TokenIdentifier(person.Subject)));
    }

    [Fact]
    public async Task A_user_that_was_deleted_is_not_stored_again_by_token_or_webhook()
    {
        var (app, person) = (await apps.On(), Auth0Person.New());
        var caller = await app.SignedInAsync(app.Auth0, person.Subject, claims => claims["name"] = "Mary");
        Expect.Ok(await caller.StoreAsync());
        Expect.Taken(await app.DeliverAsync(app.Auth0, person.Deleted()));
        Expect.Problem(await caller.StoreAsync(), HttpStatusCode.Gone);
        Expect.Taken(await app.DeliverAsync(app.Auth0, (person with { UpdatedAt = Person.Epoch.AddDays(90) }).Updated()));
        Expect.Problem(await caller.CurrentAsync(), HttpStatusCode.NotFound);
        Expect.Problem(await caller.StoreAsync(), HttpStatusCode.Gone);
    }

    private static async Task<string?> NameAfterStoreAsync(Sandbox app, Auth0Person person, long issuedAt, string? name)
    {
        var caller = await app.SignedInAsync(app.Auth0, person.Subject, claims =>
        {
            claims["iat"] = issuedAt;
            if (name is not null)
                claims["name"] = name;
        });
        return (string?)Expect.Ok(await caller.StoreAsync())["name"];
    }
}
