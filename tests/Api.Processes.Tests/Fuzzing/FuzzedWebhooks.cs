using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>Webhooks: bodies that are no events though signed well, and signatures that are none.</summary>
internal static class FuzzedWebhooks
{
    private const int MaxBytes = 1_048_576;
    private static readonly JsonObject[] Events =
    [
        .. JsonNode.Parse(File.ReadAllText(Repository.Vector("clerk-events.json")))!.AsObject().Select(vector => vector.Value!.AsObject()),
        Auth0Person.New().Created(),
    ];

    /// <summary>An odd body, signed as it should be.</summary>
    public static FuzzRequest Body(FuzzTarget target, MalformedInput odd)
    {
        var (path, secret) = odd.Random.Next(3) switch
        {
            0 => (target.Others[0].WebhookPath, target.Others[0].Secret),
            1 => (target.Others[1].WebhookPath, target.Others[1].Secret),
            _ => (Harness.Webhooks.Path, target.Secret),
        };
        var json = Encoding.UTF8.GetBytes(odd.Json(Event(odd)));
        var body = odd.Random.Next(12) switch
        {
            0 => odd.Bytes(json),
            1 => [0xEF, 0xBB, 0xBF, .. json],
            2 when odd.Chance(20) =>
                [.. json, .. Enumerable.Repeat((byte)' ', Math.Max(0, MaxBytes + odd.Random.Next(-1, 2) - json.Length))],
            _ => json,
        };
        var (id, timestamp) = ($"msg_{odd.Random.Next()}", Now());
        return new FuzzRequest("POST", path, body.Length > MaxBytes ? [413] : [200, 400, 503])
        {
            Body = body,
            Headers =
            [
                ("svix-id", id),
                ("svix-timestamp", timestamp),
                ("svix-signature", WebhookSignature.Of(secret, id, timestamp, body)),
            ],
            // It was verified, so that refusing it means that it need not come again.
            Look = answer => (int)answer.Status == 400 && answer.Header("webhook-delivery") != "abort-message" ? "no abort-message"
                // A number may have become a time ahead of our clock.
                : (int)answer.Status == 503 && !answer.Body.Contains("ahead of the clock", StringComparison.Ordinal) ? "unavailable"
                : null,
        };
    }

    /// <summary>A good body with odd signature headers.</summary>
    public static FuzzRequest Signature(FuzzTarget target, MalformedInput odd)
    {
        var body = Encoding.UTF8.GetBytes(Event(odd).ToJsonString());
        var family = odd.Chance(2) ? "svix" : "webhook";
        var (id, timestamp) = (odd.Chance(2) ? $"msg_{odd.Random.Next()}" : odd.PlainText(), odd.Chance(2) ? Now() : Timestamp(odd));
        var signature = Signature(odd, WebhookSignature.Of(target.Secret, id, timestamp, body));
        var headers = new List<(string, string)>
        {
            ($"{family}-id", id),
            ($"{family}-timestamp", timestamp),
            ($"{family}-signature", signature),
        };
        if (odd.Chance(4))
            headers.RemoveAt(odd.Random.Next(headers.Count));
        if (odd.Chance(4))
            headers.Add(((odd.Chance(2) ? "svix" : "webhook") + odd.Of(new[] { "-id", "-timestamp", "-signature" }), odd.PlainText()));
        // What is too large for a head is refused before anybody reads it.
        return new FuzzRequest("POST", Harness.Webhooks.Path, 200, 400, 431) { Body = body, Headers = headers };
    }

    private static JsonObject Event(MalformedInput odd)
    {
        var made = odd.Of(Events).DeepClone().AsObject();
        made["data"]!["id"] = odd.Chance(3) ? odd.Text().Replace('\ufffd', '?') : $"user_{odd.Random.Next(200)}";
        return made;
    }

    private static string Timestamp(MalformedInput odd) => odd.Of(new[]
    {
        "", "-1", "0", "+1", "1.5", "1e9", "999999999999", "9999999999999", " 1", "１", "0x10", $"{Now()}0", $"0{Now()}", "NaN",
    });

    private static string Signature(MalformedInput odd, string good) => odd.Random.Next(10) switch
    {
        0 => odd.PlainText(),
        1 => good.Replace("v1,", odd.Of(new[] { "v2,", "v1a,", "V1,", "v1;", "" }), StringComparison.Ordinal),
        2 => string.Join(' ', Enumerable.Repeat("v1,AAAA", odd.Random.Next(1, 2_000))) + " " + good,
        3 => good + "=",
        4 => good.TrimEnd('='),
        5 => $"  {good}  ",
        6 => Encoding.Latin1.GetString(odd.Bytes(Encoding.Latin1.GetBytes(good))).Replace('\r', ' ').Replace('\n', ' ').Replace('\0', ' '),
        7 => "v1," + good,
        _ => good,
    };

    private static string Now() => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
