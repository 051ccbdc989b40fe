using System.Net;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>A token with the claim <c>act</c>: somebody acts as the user, and that is to be seen.</summary>
public sealed class ImpersonationTests(Apps apps)
{
    [Fact]
    public async Task A_message_tells_who_acted_and_the_log_does_too()
    {
        var (app, user) = (await apps.On(), Person.New());
        Expect.Taken(await app.DeliverAsync(user.Created()));
        var channel = $"channel-{Guid.NewGuid():N}";
        var admin = await ActingAsync(app, user.Id, """{"sub":"user_admin","sid":"sess_1"}""");
        var sent = await admin.SendAsync("Hello", channel);
        Assert.Equal(
            (HttpStatusCode.Created, "user_admin", user.Id), (sent.Status, (string?)sent.Json!["actor"], (string?)sent.Json["userId"]));
        Expect.Ok(await admin.CurrentAsync());
        Expect.Ok(await admin.CurrentAsync());

        var own = await app.SignedInAsync(user.Id);
        Assert.False((await own.SendAsync("It is me", channel)).Json!.AsObject().ContainsKey("actor"));
        var items = Expect.Ok(await own.ChannelAsync(channel))["items"]!.AsArray();
        Assert.Equal(["user_admin", null], items.Select(item => (string?)item!["actor"]));
        await Until.LoggedAsync(
            app.Api, $"user_admin acts as user {user.Id}: POST /messages", $"user_admin acts as user {user.Id}: GET /users/current");
    }

    [Fact]
    public async Task Storing_changes_nothing()
    {
        var (app, user) = (await apps.On(), Person.New());
        Expect.Problem(await (await ActingAsync(app, user.Id, """{"sub":"user_admin"}""")).StoreAsync(), HttpStatusCode.NotFound);
        Expect.Problem(await (await app.SignedInAsync(user.Id)).CurrentAsync(), HttpStatusCode.NotFound);

        Expect.Taken(await app.DeliverAsync(user.Created()));
        var stored = Expect.Ok(await (await ActingAsync(app, user.Id, """{"sub":"user_admin"}""")).StoreAsync());
        Assert.Equal(("Ada Lovelace", 1L), ((string?)stored["name"], (long)stored["version"]!));
    }

    [Theory]
    [InlineData("{}", "unknown")]
    [InlineData("""{"sub":42}""", "unknown")]
    [InlineData("""{"sub":"\u0000"}""", "unknown")]
    [InlineData("\"user_admin\"", "user_admin")]
    [InlineData("[]", "unknown")]
    [InlineData("""{"sub":"agt_1","act":{"sub":"user_admin"}}""", "agt_1")]
    public async Task Whatever_form_the_claim_has_somebody_acted(string act, string actor)
    {
        var (app, user) = (await apps.On(), Person.New());
        Expect.Taken(await app.DeliverAsync(user.Created()));
        var caller = await ActingAsync(app, user.Id, act);
        Assert.Equal(actor, (string?)(await caller.SendAsync("Hello")).Json!["actor"]);
        Assert.Equal(1, (long)Expect.Ok(await caller.StoreAsync())["version"]!);
    }

    [Fact]
    public async Task A_claim_of_null_is_none()
    {
        var (app, user) = (await apps.On(), Person.New());
        var claims = $"{app.Issuer.Claims(user.Id).ToJsonString()[..^1]},\"act\":null,\"name\":\"Ada King\"}}";
        var caller = new SignedIn(app.Api, await app.Issuer.TokenOfTextAsync(claims));
        Assert.Equal("Ada King", (string?)Expect.Ok(await caller.StoreAsync())["name"]);
    }

    private static Task<SignedIn> ActingAsync(Sandbox app, string id, string act) =>
        app.SignedInAsync(id, claims => (claims["act"], claims["name"]) = (JsonNode.Parse(act), "Not Mine"));
}
