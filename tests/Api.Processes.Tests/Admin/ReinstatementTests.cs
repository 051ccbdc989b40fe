using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class ReinstatementTests(Apps apps)
{
    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task A_reinstated_user_is_stored_again_by_what_is_made_later(DatabaseKind kind)
    {
        var app = await apps.On(kind);
        var user = await app.NewUserAsync();
        var details = await app.ReinstatedAsync(user.Id);
        Assert.Null(details["user"]);
        Assert.Null(details["deletedAt"]);
        Assert.NotNull((string?)details["reinstatedAt"]);
        Expect.Problem(await (await app.SignedInAsync(user.Id)).CurrentAsync(), HttpStatusCode.NotFound);

        var stored = Expect.Ok(await (await app.SignedInLaterAsync(user.Id, claims => claims["name"] = "Ada King")).StoreAsync());
        Assert.Equal("Ada King", (string?)stored["name"]);
        // Deleted, reinstated and stored again: versions without a gap.
        Assert.Equal(4, (long)stored["version"]!);
        Assert.Equal(["created", "reinstated", "deleted", "created"], await KindsAsync(app, user.Id));
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task What_was_made_before_a_reinstatement_has_no_effect_after_it(DatabaseKind kind)
    {
        var app = await apps.On(kind);
        var user = await app.NewUserAsync();
        var old = await app.SignedInAsync(user.Id, claims => claims["iat"] = Reinstated.Later(-60).ToUnixTimeSeconds());
        await app.ReinstatedAsync(user.Id);

        Expect.Taken(await app.DeliverAsync(user.Created()));
        Expect.Taken(await app.DeliverAsync((user with { UpdatedAt = Reinstated.Later(), SentAt = Reinstated.Later(-60) }).Updated()));
        Expect.Problem(await old.StoreAsync(), HttpStatusCode.Gone);
        Assert.Null(Expect.Ok(await app.Admin.DetailsAsync(user.Id))["user"]);

        // Whatever its change is dated: the event was made later.
        Expect.Taken(await app.DeliverAsync((user with { LastName = "King", SentAt = Reinstated.Later() }).Updated()));
        Expect.Taken(await app.DeliverAsync(user.Deleted()));
        var details = Expect.Ok(await app.Admin.DetailsAsync(user.Id));
        Assert.Equal("Ada King", (string?)details["user"]!["name"]);
        Expect.Problem(await old.StoreAsync(), HttpStatusCode.Gone);
        Expect.Ok(await (await app.SignedInLaterAsync(user.Id)).StoreAsync());
    }

    [Fact]
    public async Task What_was_made_in_the_second_of_a_reinstatement_has_no_effect()
    {
        var app = await apps.On();
        var user = await app.NewUserAsync();
        var at = DateTimeOffset.Parse((string)(await app.ReinstatedAsync(user.Id))["reinstatedAt"]!, null);
        var second = DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds());
        Expect.Taken(await app.DeliverAsync((user with { SentAt = second.AddMilliseconds(999) }).Updated()));
        var token = await app.SignedInAsync(user.Id, claims => claims["iat"] = second.ToUnixTimeSeconds());
        Expect.Problem(await token.StoreAsync(), HttpStatusCode.Gone);
        Expect.Taken(await app.DeliverAsync((user with { SentAt = second.AddSeconds(1) }).Updated()));
        Assert.NotNull(Expect.Ok(await app.Admin.DetailsAsync(user.Id))["user"]);
    }

    [Fact]
    public async Task A_reinstated_user_can_be_deleted_and_reinstated_again()
    {
        var app = await apps.On();
        var user = await app.NewUserAsync();
        await app.ReinstatedAsync(user.Id);
        Expect.Taken(await app.DeliverAsync((user with { SentAt = Reinstated.Later() }).Updated()));
        Assert.Null((await app.ReinstatedAsync(user.Id))["user"]);
        Expect.Problem(await app.Admin.ReinstateAsync(user.Id), HttpStatusCode.Conflict);
        Expect.Taken(await app.DeliverAsync((user with { SentAt = Reinstated.Later(120) }).Updated()));
        Assert.NotNull(Expect.Ok(await app.Admin.DetailsAsync(user.Id))["user"]);
    }

    [Fact]
    public async Task Who_is_not_deleted_cannot_be_reinstated()
    {
        var app = await apps.On();
        var user = await app.NewUserAsync();
        Expect.Problem(await app.Admin.ReinstateAsync(user.Id), HttpStatusCode.Conflict);
        Expect.Problem(await app.Admin.ReinstateAsync("user_nobody_heard_of"), HttpStatusCode.Conflict);
        Expect.Unauthorized(await new Admin(app.Api, key: null).ReinstateAsync(user.Id));
        // The form for proxies that decode paths.
        Assert.Equal(HttpStatusCode.NoContent, (await app.Admin.DeleteAsync(user.Id)).Status);
        Expect.Ok(await app.Admin.SendAsync(HttpMethod.Post, $"/admin/user/reinstate?id={user.Id}"));
    }

    [Fact]
    public async Task A_reinstatement_keeps_the_links_of_the_user()
    {
        var app = await apps.On();
        var user = await app.NewUserAsync();
        var linked = app.Auth0.TokenIdentifier($"auth0|{Guid.NewGuid():N}");
        await app.LinkedAsync(user.Id, linked);
        await app.ReinstatedAsync(user.Id);
        var stored = Expect.Ok(await (await app.SignedInLaterAsync(user.Id)).StoreAsync());
        Assert.Contains(linked, Links.TokensOf(stored));
        await Links.AgreeInSqlAsync(app);
    }

    [Fact]
    public async Task A_reinstated_user_is_stored_again_by_a_linked_account_too()
    {
        var (app, person) = (await apps.On(), Auth0Person.New());
        var user = await app.NewUserAsync();
        await app.LinkedAsync(user.Id, app.Auth0.TokenIdentifier(person.Subject));
        await app.ReinstatedAsync(user.Id);
        Expect.Taken(await app.DeliverAsync(app.Auth0, (person with { UpdatedAt = Reinstated.Later() }).Updated()));
        var details = Expect.Ok(await app.Admin.DetailsAsync(user.Id));
        Assert.Equal(("Mary Somerville", "clerk"), ((string?)details["user"]!["name"], (string?)details["user"]!["provider"]));
        var stored = Expect.Ok(await (await app.SignedInLaterAsync(user.Id)).StoreAsync());
        Assert.Equal(2, Links.TokensOf(stored).Count());
    }

    [Fact]
    public async Task A_stream_goes_on_after_a_reinstatement()
    {
        var app = await apps.On();
        var user = await app.NewUserAsync();
        await app.ReinstatedAsync(user.Id);
        await using var live = await (await app.SignedInLaterAsync(user.Id)).LiveAsync();
        Expect.Taken(await app.DeliverAsync((user with { LastName = "King", SentAt = Reinstated.Later() }).Updated()));
        var shown = await live.NextAsync();
        while (shown.User is null)
            shown = await live.NextAsync();
        Assert.Equal("Ada King", (string?)shown.User["name"]);
    }

    private static async Task<string[]> KindsAsync(Sandbox app, string id)
    {
        var answer = await app.Admin.SendAsync(HttpMethod.Get, $"{Reinstated.PathOf(id)}/changes");
        var timeline = Expect.Ok(answer);
        Assert.True((bool)timeline["complete"]!);
        var items = timeline["items"]!.AsArray();
        Assert.Equal(Enumerable.Range(1, items.Count).Reverse(), items.Select(item => (int)item!["version"]!));
        return [.. items.Select(item => (string)item!["kind"]!)];
    }
}
