using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class ActionTests(Apps apps)
{
    // Auth0 gives all Actions of one login 20 seconds; ours must leave most of them to the others.
    private const int MostMilliseconds = 6_000;

    public static TheoryData<string> Handlers => [.. ActionScript.Handlers];

    [Theory, MemberData(nameof(Handlers))]
    public async Task The_script_of_the_docs_tells_us_of_the_user_at(string handler)
    {
        var (app, person) = (await apps.On(), Auth0Person.New());
        var ran = await RunAsync(app, handler, ActionScript.User(person));
        Assert.Equal("", string.Join('\n', ran["logged"]!.AsArray()));

        var answer = await (await app.SignedInAsync(app.Auth0, person.Subject)).CurrentAsync();
        var user = Expect.Ok(answer);
        Assert.Equal((app.Auth0.ExternalId(person.Subject), "Mary Somerville"), ((string?)user["id"], (string?)user["name"]));
        Assert.Equal(("mary@example.test", true), ((string?)user["email"], (bool?)user["emailVerified"]));
        Assert.Equal("https://img.auth0.test/mary.png", (string?)user["imageUrl"]);
        Assert.Equal("2025-10-09T08:53:20.000Z", (string?)user["createdAt"]);
        Assert.DoesNotContain("unspeakable", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Registration_change_of_password_and_login_of_one_person_are_one_user()
    {
        var (app, person) = (await apps.On(), Auth0Person.New());
        await RunAsync(app, "onExecutePostUserRegistration", ActionScript.User(person));
        var changed = person with { LastName = "Greig", UpdatedAt = Person.Epoch.AddSeconds(1) };
        await RunAsync(app, "onExecutePostChangePassword", ActionScript.User(changed));
        var later = person with { LastName = "Fairfax", UpdatedAt = Person.Epoch.AddSeconds(2) };
        await RunAsync(app, "onExecutePostLogin", ActionScript.User(later));
        var user = Expect.Ok(await (await app.SignedInAsync(app.Auth0, person.Subject)).StoreAsync());
        Assert.Equal((app.Auth0.ExternalId(person.Subject), "Mary Fairfax"), ((string?)user["id"], (string?)user["name"]));
        Assert.NotNull(user["lastSignInAt"]);
    }

    [Fact]
    public async Task A_user_of_whom_Auth0_knows_next_to_nothing_is_told_of_too()
    {
        var (app, person) = (await apps.On(), Auth0Person.New());
        foreach (var handler in ActionScript.Handlers)
            await RunAsync(app, handler, new JsonObject { ["user_id"] = person.Subject, ["email"] = "mary@example.test" });
        Assert.Equal("mary", (string?)Expect.Ok(await (await app.SignedInAsync(app.Auth0, person.Subject)).CurrentAsync())["name"]);
    }

    [Theory, MemberData(nameof(Handlers))]
    public async Task A_login_goes_on_when_we_are_down_or_silent_or_refuse(string handler)
    {
        var app = await apps.On();
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var user = ActionScript.User(Auth0Person.New());
        foreach (var (url, secret) in new[]
        {
            ("http://127.0.0.1:9", app.Auth0.Secret),
            ($"http://{silent.LocalEndpoint}", app.Auth0.Secret),
            (Url(app), WebhookSignature.NewSecret()),
            ("no address", app.Auth0.Secret),
            (Url(app), ""),
        })
        {
            var ran = await apps.Foreign.RunActionAsync(ActionScript.Text, handler, ActionScript.Event(url, secret, user));
            GoesOn(ran);
            // Whoever looks at Auth0's log must find out that nothing arrived, and never find the secret.
            var logged = string.Join('\n', ran["logged"]!.AsArray());
            Assert.NotEqual("", logged);
            Assert.True(secret.Length == 0 || !logged.Contains(secret, StringComparison.Ordinal), logged);
        }
        GoesOn(await apps.Foreign.RunActionAsync(
            ActionScript.Text,
            handler,
            new JsonObject { ["user"] = user, ["secrets"] = new JsonObject() }));
    }

    private async Task<JsonNode> RunAsync(Sandbox app, string handler, JsonObject user)
    {
        var ran = await apps.Foreign.RunActionAsync(ActionScript.Text, handler, ActionScript.Event(Url(app), app.Auth0.Secret, user));
        GoesOn(ran);
        return ran;
    }

    private static void GoesOn(JsonNode ran)
    {
        Assert.Empty(ran["denials"]!.AsArray());
        Assert.InRange((int)ran["milliseconds"]!, 0, MostMilliseconds);
        Assert.Equal(ActionScript.Handlers.Order(), ran["handlers"]!.AsArray().Select(name => (string)name!).Order());
    }

    private static string Url(Sandbox app) => $"{app.Api.Client.BaseAddress}".TrimEnd('/');
}
