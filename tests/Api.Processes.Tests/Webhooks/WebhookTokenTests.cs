using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>Webhooks that come with a bearer token instead of a signature.</summary>
public sealed class WebhookTokenTests(Apps apps)
{
    private const string CorpToken = "a-token-of-another-provider";

    [Fact]
    public async Task Only_one_right_token_lets_an_event_in()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Sqlite, settings => EventStream.WithTokens(settings)
            .With("Providers__corp__Kind", "auth0")
            .With("Providers__corp__WebhookTokens", CorpToken)
            .Without("Providers__corp__WebhookSecrets"));
        var (one, next, person) = (EventStream.Token, EventStream.NextToken, Auth0Person.New());
        var created = EventStream.Event("user.created", person);
        foreach (var right in new[] { $"Bearer {one}", $"Bearer {next}", $"bearer {one}", $"BEARER   {one} " })
            Expect.Taken(await app.Api.DeliverAsync(EventStream.Event("user.created", Auth0Person.New()), authorizations: right));

        foreach (var wrong in new[]
        {
            "", "Bearer", "Bearer ", one, $"Basic {one}", $"Bearer {one}x", $"Bearer {one[..^1]}", $"Bearer {one.ToUpperInvariant()}",
            $"Bearer {CorpToken}",
            $"Bearer {one} {next}", $"Bearer {one},{next}", $"Bearer {Convert.ToBase64String(Encoding.UTF8.GetBytes(one))}",
            $"Bearer {await app.Auth0.TokenAsync(person.Subject)}",
        })
            NotLetIn(await app.Api.DeliverAsync(created, authorizations: wrong));
        NotLetIn(await app.Api.DeliverAsync(created));
        NotLetIn(await app.Api.DeliverAsync(created, authorizations: [$"Bearer {one}", $"Bearer {one}"]));
        NotLetIn(await app.Api.DeliverAsync(created, authorizations: [$"Bearer {one}", "Bearer x"]));
        Expect.Problem(await (await app.SignedInAsync(app.Auth0, person.Subject)).CurrentAsync(), HttpStatusCode.NotFound);

        // What claims to be signed has to be, where there are secrets.
        Expect.Refused(await SignedAsync(app, person, WebhookSignature.NewSecret(), "auth0", one));
        Expect.Taken(await SignedAsync(app, person, app.Auth0.Secret, "auth0", "x"));
        // Where there are none, a signature is nothing.
        NotLetIn(await SignedAsync(app, person, app.Corp.Secret, "corp", "x"));
        Expect.Taken(await SignedAsync(app, person, app.Corp.Secret, "corp", CorpToken));
        NotLetIn(await app.Api.DeliverAsync(JsonValue.Create("no event"), "/webhooks/corp"));
        Expect.Aborted(await app.Api.DeliverAsync(JsonValue.Create("no event"), "/webhooks/corp", $"Bearer {CorpToken}"));
    }

    [Fact]
    public async Task A_large_event_in_chunks_needs_the_token_like_any_other()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Sqlite, EventStream.WithTokens);
        var person = Auth0Person.New();
        var body = EventStream.Event("user.created", person);
        body["data"]!["object"]!["user_metadata"] = new string('x', 200_000);
        Expect.Unauthorized(await ChunkedAsync(app, body, "Bearer wrong"));
        Expect.Problem(await (await app.SignedInAsync(app.Auth0, person.Subject)).CurrentAsync(), HttpStatusCode.NotFound);
        Expect.Taken(await ChunkedAsync(app, body, $"Bearer {EventStream.Token}"));
        Expect.Ok(await (await app.SignedInAsync(app.Auth0, person.Subject)).CurrentAsync());

        // Of whom nobody knows not even the size matters.
        body["data"]!["object"]!["user_metadata"] = new string('x', 1_100_000);
        Expect.Unauthorized(await ChunkedAsync(app, body, "Bearer wrong"));
        Expect.Problem(await ChunkedAsync(app, body, $"Bearer {EventStream.Token}"), HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task What_cannot_be_stored_now_is_503_so_that_the_stream_stays_enabled()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Postgres, EventStream.WithTokens);
        var person = Auth0Person.New();
        await app.Database.Postgres!.ShutOutAsync();
        Expect.Unavailable(await app.StreamAsync(EventStream.Event("user.created", person)));
        await app.Database.Postgres.LetInAsync();
        Expect.Taken(await app.StreamAsync(EventStream.Event("user.created", person)));
    }

    private static void NotLetIn(Answer answer)
    {
        Expect.Unauthorized(answer);
        Assert.Equal("Bearer", answer.Header("WWW-Authenticate"));
        Assert.Null(answer.Header("webhook-delivery"));
        Assert.DoesNotContain("a-token-of", answer.Body, StringComparison.Ordinal);
    }

    private static Task<Answer> SignedAsync(Sandbox app, Auth0Person person, string secret, string provider, string token)
    {
        var body = Encoding.UTF8.GetBytes(EventStream.Event("user.created", person).ToJsonString());
        var timestamp = $"{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}";
        var headers = new[]
        {
            ("webhook-id", "msg_1"), ("webhook-timestamp", timestamp), ("Authorization", $"Bearer {token}"),
            ("webhook-signature", WebhookSignature.Of(secret, "msg_1", timestamp, body)),
        };
        return app.Api.PostRawAsync(new Delivery(body, headers), $"/webhooks/{provider}");
    }

    private static async Task<Answer> ChunkedAsync(Sandbox app, JsonNode body, string authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/webhooks/auth0", UriKind.Relative));
        request.Content = new StringContent(body.ToJsonString());
        request.Headers.TransferEncodingChunked = true;
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return await app.Api.SendAsync(request);
    }
}
