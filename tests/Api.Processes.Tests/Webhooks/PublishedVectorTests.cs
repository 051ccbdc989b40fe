using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>What no post can show: signatures of years ago, and a header value that the HTTP parser would trim.</summary>
public sealed class PublishedVectorTests(Apps apps)
{
    private static readonly JsonNode Vectors = JsonNode.Parse(File.ReadAllText(Repository.Vector("signatures.json")))!["vectors"]!;

    public static TheoryData<string> Names => [.. Vectors.AsArray().Select(vector => (string)vector!["name"]!)];

    [Theory, MemberData(nameof(Names))]
    public async Task A_published_signature_is_made_and_verified_alike_by_all_three_signers(string name)
    {
        var vector = Vectors.AsArray().Single(vector => (string)vector!["name"]! == name)!;
        var (secret, id, timestamp) = ((string)vector["secret"]!, (string)vector["id"]!, (long)vector["timestamp"]!);
        var payload = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat((string)vector["payload"]!, (int?)vector["repeat"] ?? 1)));
        var published = (string)vector["signature"]!;

        Assert.Equal(published, await apps.Foreign.SignAsync(secret, id, timestamp, payload));
        Assert.Equal(published, WebhookSignature.Of(secret, id, $"{timestamp}", payload));
        var at = DateTimeOffset.FromUnixTimeSeconds(timestamp);
        var verifier = new SignatureVerifier(secret, new ClockAt(at));
        Assert.Equal(published, verifier.Sign(id, at, payload));
        verifier.Verify(payload, Headers(id, $"{timestamp}", published));
        var now = new SignatureVerifier(secret);
        Assert.Throws<WebhookVerificationException>(() => now.Verify(payload, Headers(id, $"{timestamp}", published)));
    }

    [Theory, InlineData(" "), InlineData("\t"), InlineData("\u00a0")]
    public void A_timestamp_after_a_space_is_refused(string space)
    {
        var (secret, now) = (WebhookSignature.NewSecret(), TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        var signature = WebhookSignature.Of(secret, "msg_1", $"{space}{now}", "{}"u8);
        var headers = Headers("msg_1", $"{space}{now}", signature);
        Assert.Throws<WebhookVerificationException>(() => new SignatureVerifier(secret).Verify("{}"u8, headers));
    }

    private static HeaderDictionary Headers(string id, string timestamp, string signature) =>
        new() { ["svix-id"] = id, ["svix-timestamp"] = timestamp, ["svix-signature"] = signature };

    private sealed class ClockAt(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
