using System.Text;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>What each line of the shared signature vectors means over HTTP, as variants of a valid delivery.</summary>
internal static class SignatureCases
{
    /// <summary>The deliveries that one line stands for, by name.</summary>
    internal sealed class Variants : Dictionary<string, Func<ValidDelivery, Delivery>>;

    private static readonly JsonNode Vectors = JsonNode.Parse(File.ReadAllText(Repository.Vector("signatures.json")))!;
    private static readonly string[] Decoys = [.. Vectors["decoys"]!.AsArray().Select(decoy => (string)decoy!)];

    private static readonly Dictionary<string, Variants> ByLine = new()
    {
        ["valid under svix-* headers"] = new() { ["svix"] = v => v.AsSent },
        ["valid under webhook-* headers"] = new() { ["webhook"] = v => v.AsStandard },
        ["secret with and without whsec_ prefix"] = new()
        {
            ["with"] = v => v.SignedWith(v.Secret),
            ["without"] = v => v.SignedWith(v.NextSecret),
        },
        ["signature list: valid one third of four, a v2 decoy among them"] = new()
        {
            ["third"] = v => v.WithSignature($"{Decoys[0]} {Decoys[1]} {v.Signature} {Decoys[2]}"),
        },
        ["signature list: valid one LAST"] = new() { ["last"] = v => v.WithSignature(string.Join(' ', [.. Decoys, v.Signature])) },
        ["signature list: a word without a comma before the valid one"] = new() { ["word"] = v => v.WithSignature($"v1 {v.Signature}") },
        ["signature list: two spaces between entries"] = new() { ["spaces"] = v => v.WithSignature($"{Decoys[3]}  {v.Signature}") },
        ["timestamp exactly 300 s old or new"] = new() { ["old"] = v => v.SignedAt(-300), ["new"] = v => v.SignedAt(300) },
        ["two secrets configured: signed with either"] = new()
        {
            ["first"] = v => v.SignedWith(v.Secret),
            ["second"] = v => v.SignedWith(v.NextSecret),
        },

        ["each of id, timestamp, signature missing (both families)"] = new()
        {
            ["id"] = v => v.AsSent.Without("svix-id"),
            ["timestamp"] = v => v.AsSent.Without("svix-timestamp"),
            ["signature"] = v => v.AsSent.Without("svix-signature"),
            ["standard id"] = v => v.AsStandard.Without("webhook-id"),
            ["standard timestamp"] = v => v.AsStandard.Without("webhook-timestamp"),
            ["standard signature"] = v => v.AsStandard.Without("webhook-signature"),
            ["all"] = v => v.AsSent with { Headers = [] },
        },
        ["header present but blank"] = new()
        {
            ["id"] = v => v.AsSent.With("svix-id", ""),
            ["timestamp"] = v => v.AsSent.With("svix-timestamp", " "),
            ["signature"] = v => v.AsSent.With("svix-signature", ""),
        },
        ["a header given twice"] = new()
        {
            ["id"] = v => v.AsSent.Twice("svix-id"),
            ["timestamp"] = v => v.AsSent.Twice("svix-timestamp"),
            ["signature"] = v => v.AsSent.Twice("svix-signature"),
        },
        ["svix-id with webhook-timestamp (families mixed)"] = new()
        {
            ["timestamp"] = v => v.AsSent.Renamed("svix-timestamp", "webhook-timestamp"),
            ["id"] = v => v.AsSent.Renamed("svix-id", "webhook-id"),
        },
        ["wrong signature; right signature cut short; v1, alone; no version; only v2 entries; "
            + "valid text with version v1a; extra comma after the signature; unpadded base64"] = new()
            {
                ["wrong"] = v => v.WithSignature(Decoys[0]),
                ["cut short"] = v => v.WithSignature(v.Signature[..^5]),
                ["v1, alone"] = v => v.WithSignature("v1,"),
                ["no version"] = v => v.WithSignature(v.Signature["v1,".Length..]),
                ["only v2"] = v => v.WithSignature(v.Signature.Replace("v1,", "v2,", StringComparison.Ordinal)),
                ["v1a"] = v => v.WithSignature(v.Signature.Replace("v1,", "v1a,", StringComparison.Ordinal)),
                ["extra comma"] = v => v.WithSignature(v.Signature + ","),
                ["unpadded"] = v => v.WithSignature(v.Signature.TrimEnd('=')),
            },
        // A leading space is no part of a header's value and never leaves the HTTP parser; an inner one does.
        ["timestamp: hello, empty, -1, +1614265330, 1614265330.5, leading space, 13 digits"] = new()
        {
            ["hello"] = v => v.SignedAt("hello"),
            ["empty"] = v => v.SignedAt(""),
            ["negative"] = v => v.SignedAt("-1"),
            ["signed"] = v => v.SignedAt($"+{v.Timestamp}"),
            ["fraction"] = v => v.SignedAt($"{v.Timestamp}.5"),
            ["inner space"] = v => v.SignedAt($"{v.Timestamp} {v.Timestamp}"),
            ["milliseconds"] = v => v.SignedAt($"{v.Timestamp}000"),
            ["13 digits"] = v => v.SignedAt($"000{v.Timestamp}"),
        },
        ["timestamp 301 s old; 301 s new"] = new() { ["old"] = v => v.SignedAt(-301), ["new"] = v => v.SignedAt(301) },
        ["signed timestamp differs from the header"] = new()
        {
            ["one second"] = v => v.SignedAt(-1).With("svix-timestamp", $"{v.Timestamp}"),
        },
        ["body changed by one byte, by a trailing newline, by re-serialising the JSON"] = new()
        {
            ["one byte"] = v => v.WithBody([.. v.Body.Select((b, at) => at == v.Body.Length / 2 ? (byte)(b ^ 1) : b)]),
            ["newline"] = v => v.WithBody([.. v.Body, (byte)'\n']),
            ["re-serialised"] = v =>
                v.WithBody(Encoding.UTF8.GetBytes(JsonNode.Parse(v.Body)!.ToJsonString(new() { WriteIndented = true }))),
        },
        ["signed with another secret"] = new() { ["other"] = v => v.SignedWith(WebhookSignature.NewSecret()) },
    };

    public static IEnumerable<string> Lines(string list) => Vectors[list]!.AsArray().Select(line => (string)line!);

    public static Variants Of(string line) =>
        ByLine.TryGetValue(line, out var variants)
            ? variants
            : throw new KeyNotFoundException($"The vectors have a line that no test means anything by: {line}");
}
