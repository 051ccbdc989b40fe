using System.Net;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Tests;

/// <summary>Webhooks that come with a bearer token instead of a signature.</summary>
public sealed class WebhookTokenTests(Apps apps)
{
    [Fact]
    public async Task Only_one_right_token_lets_an_event_in()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Sqlite, settings =>
            EventStream.WithTokens(settings).With("Providers__corp__Kind", "auth0").With("Providers__corp__WebhookTokens", "a-token-of-another-provider").Without("Providers__corp__WebhookSecrets"));
        foreach (var right in new[] { $"Bearer {EventStream.Token}", $"Bearer {EventStream.NextToken}", $"bearer {EventStream.Token}", $"BEARER   {EventStream.Token} " })
            Expect.Taken(await app.Api.DeliverAsync(EventStream.Event("user.created", Auth0Person.New()), authorizations: right));

        var person = Auth0Person.New();
        foreach (var wrong in new[]
        {
            $"Bearer {EventStream.Token}x", $"Bearer {EventStream.Token[..^1]}", $"Bearer {EventStream.Token.ToUpperInvariant()}", "Bearer a-token-of-another-provider",
            "Bearer", "Bearer ", EventStream.Token, $"Basic {EventStream.Token}", $"Bearer {EventStream.Token} {EventStream.NextToken}", $"Bearer {EventStream.Token},{EventStream.NextToken}",
            "", $"Bearer {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(EventStream.Token))}", await app.Auth0.TokenAsync(person.Subject) is var jwt ? $"Bearer {jwt}" : "",
        })
            NotLetIn(await app.Api.DeliverAsync(EventStream.Event("user.created", person), authorizations: wrong));
        NotLetIn(await app.Api.DeliverAsync(EventStream.Event("user.created", person)));
        NotLetIn(await app.Api.DeliverAsync(EventStream.Event("user.created", person), authorizations: [$"Bearer {EventStream.Token}", $"Bearer {EventStream.Token}"]));
        NotLetIn(await app.Api.DeliverAsync(EventStream.Event("user.created", person), authorizations: [$"Bearer {EventStream.Token}", "Bearer x"]));
        Expect.Problem(await (await app.SignedInAsync(app.Auth0, person.Subject)).CurrentAsync(), HttpStatusCode.NotFound);

        // What claims to be signed has to be, where there are secrets.
        Expect.Refused(await SignedAsync(app, person, WebhookSignature.NewSecret(), "auth0", EventStream.Token));
        Expect.Taken(await SignedAsync(app, person, app.Auth0.Secret, "auth0", "x"));
        // Where there are none, a signature is nothing.
        NotLetIn(await SignedAsync(app, person, app.Corp.Secret, "corp", "x"));
        Expect.Taken(await SignedAsync(app, person, app.Corp.Secret, "corp", "a-token-of-another-provider"));
        NotLetIn(await app.Api.DeliverAsync(JsonValue.Create("no event"), "/webhooks/corp"));
        Expect.Aborted(await app.Api.DeliverAsync(JsonValue.Create("no event"), "/webhooks/corp", "Bearer a-token-of-another-provider"));
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
        var body = System.Text.Encoding.UTF8.GetBytes(EventStream.Event("user.created", person).ToJsonString());
        var timestamp = $"{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}";
        var headers = new[]
        {
            ("webhook-id", "msg_1"), ("webhook-timestamp", timestamp), ("webhook-signature", WebhookSignature.Of(secret, "msg_1", timestamp, body)),
            ("Authorization", $"Bearer {token}"),
        };
        return app.Api.PostRawAsync(new Delivery(body, headers), $"/webhooks/{provider}");
    }

    private static async Task<Answer> ChunkedAsync(Sandbox app, JsonNode body, string authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/webhooks/auth0", UriKind.Relative)) { Content = new StringContent(body.ToJsonString()) };
        request.Headers.TransferEncodingChunked = true;
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return await app.Api.SendAsync(request);
    }
}
