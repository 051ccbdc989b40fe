using System.Globalization;
using System.Text.Json;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>One post to the webhook endpoint, header line by header line.</summary>
internal sealed record Delivery(byte[] Body, IReadOnlyList<(string Name, string Value)> Headers)
{
    public Delivery With(string name, string value) =>
        this with { Headers = [.. Headers.Select(header => header.Name == name ? (name, value) : header)] };

    public Delivery Without(string name) => this with { Headers = [.. Headers.Where(header => header.Name != name)] };

    public Delivery Twice(string name) => this with { Headers = [.. Headers, Headers.Single(header => header.Name == name)] };

    public Delivery Renamed(string from, string to) =>
        this with { Headers = [.. Headers.Select(header => (header.Name.Replace(from, to, StringComparison.Ordinal), header.Value))] };
}

/// <summary>A valid delivery to start from, of a user nobody has heard of, signed by npm's svix.</summary>
internal sealed record ValidDelivery(
    Person User, string Secret, string NextSecret, string Id, long Timestamp, byte[] Body, string Signature)
{
    public Delivery AsSent => new(Body, [("svix-id", Id), ("svix-timestamp", Text(Timestamp)), ("svix-signature", Signature)]);

    public Delivery AsStandard => AsSent.Renamed("svix-", "webhook-");

    public static async Task<ValidDelivery> MakeAsync(Sandbox app, ForeignClient foreign)
    {
        var user = Person.New();
        var id = $"msg_{Guid.NewGuid():N}";
        var timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var body = JsonSerializer.SerializeToUtf8Bytes(user.Created());
        return new(user, app.Secret, app.NextSecret, id, timestamp, body, await foreign.SignAsync(app.Secret, id, timestamp, body));
    }

    public Delivery WithSignature(string signature) => AsSent.With("svix-signature", signature);

    public Delivery WithBody(byte[] body) => AsSent with { Body = body };

    /// <summary>Signed by the tests' own signer, with a timestamp that need not be one.</summary>
    public Delivery SignedAt(string timestamp) =>
        AsSent.With("svix-timestamp", timestamp).With("svix-signature", WebhookSignature.Of(Secret, Id, timestamp, Body));

    public Delivery SignedAt(long secondsFromNow) => SignedAt(Text(Timestamp + secondsFromNow));

    public Delivery SignedWith(string secret) => WithSignature(WebhookSignature.Of(secret, Id, Text(Timestamp), Body));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
