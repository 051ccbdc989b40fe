using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansUsers.Harness;

/// <summary>Posts events as Svix does.</summary>
public static class Webhooks
{
    /// <summary>Where Clerk is told to deliver.</summary>
    public const string Path = "/clerk-users-webhook";

    /// <summary>Signs an event with the tests' own signer and posts it.</summary>
    public static Task<Answer> DeliverAsync(this ApiProcess api, string secret, JsonNode body, string path = Path) =>
        api.DeliverAsync(secret, JsonSerializer.SerializeToUtf8Bytes(body), path);

    /// <summary>Signs a body with the tests' own signer and posts it.</summary>
    public static async Task<Answer> DeliverAsync(this ApiProcess api, string secret, byte[] body, string path = Path)
    {
        var id = $"msg_{Guid.NewGuid():N}";
        var timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("svix-id", id);
        request.Headers.Add("svix-timestamp", timestamp);
        request.Headers.Add("svix-signature", WebhookSignature.Of(secret, id, timestamp, body));
        return await api.SendAsync(request);
    }
}
