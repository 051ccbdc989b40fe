using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansUsers.Harness;

/// <summary>Posts signed events, under the headers of Svix or of Standard Webhooks.</summary>
public static class Webhooks
{
    /// <summary>The path of Clerk's webhooks.</summary>
    public const string Path = "/clerk-users-webhook";

    /// <summary>Signs an event with the tests' own signer and posts it.</summary>
    public static Task<Answer> DeliverAsync(
        this ApiProcess api, string secret, JsonNode body, string path = Path, string family = "svix") =>
        api.DeliverAsync(secret, JsonSerializer.SerializeToUtf8Bytes(body), path, family);

    /// <summary>Signs a body with the tests' own signer and posts it.</summary>
    public static Task<Answer> DeliverAsync(
        this ApiProcess api, string secret, byte[] body, string path = Path, string family = "svix") =>
        api.Client.DeliverAsync(secret, body, path, family);

    /// <summary>Signs a body with the tests' own signer and posts it by this HTTP client.</summary>
    public static async Task<Answer> DeliverAsync(
        this HttpClient client, string secret, byte[] body, string path = Path, string family = "svix")
    {
        var id = $"msg_{Guid.NewGuid():N}";
        var timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative));
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add($"{family}-id", id);
        request.Headers.Add($"{family}-timestamp", timestamp);
        request.Headers.Add($"{family}-signature", WebhookSignature.Of(secret, id, timestamp, body));
        return await client.AnswerAsync(request);
    }
}
