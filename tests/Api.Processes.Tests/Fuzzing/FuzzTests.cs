using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>
/// Whatever is sent, the answer is one that the contract has. <c>FUZZ_SECONDS</c> says how long, a minute in all without it;
/// <c>FUZZ_SEED</c> repeats a run,
/// and a finding names its own number in it.
/// </summary>
public sealed class FuzzTests(Apps apps, ITestOutputHelper output)
{
    private const int Senders = 6;
    private const int MaxFindings = 20;
    private const int LogTail = 20_000;
    private const long MaxMemory = 1536L * 1024 * 1024;
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(10.5);

    // What Kestrel says of a head that is no HTTP.
    private static readonly int[] NoHttp = [200, 400, 401, 403, 404, 405, 408, 411, 413, 414, 415, 431, 501, 505];

    private static readonly Func<FuzzTarget, MalformedInput, FuzzRequest>[] Kinds =
    [
        FuzzedWebhooks.Body, FuzzedWebhooks.Signature,
        FuzzedTokens.Call,
        FuzzedCalls.Live, FuzzedCalls.Read, FuzzedCalls.Message, FuzzedCalls.Admin,
    ];

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task Whatever_is_sent_is_answered_as_the_contract_has_it(DatabaseKind kind)
    {
        var seed = Number("FUZZ_SEED") ?? Random.Shared.Next();
        var time = TimeSpan.FromSeconds((Number("FUZZ_SECONDS") ?? 60) / 2.0);
        output.WriteLine($"FUZZ_SEED={seed}");
        await using var target = await FuzzTarget.StartAsync(apps.Foreign, kind);
        var findings = new List<string>();
        var counts = new long[600];
        var next = -1L;
        var clock = Stopwatch.StartNew();

        await Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(async () =>
        {
            while (clock.Elapsed < time && findings.Count < MaxFindings)
            {
                var number = Interlocked.Increment(ref next);
                var (status, finding) = await TryAsync(target, new MalformedInput(new Random(unchecked((seed * 1_000_003) + (int)number))));
                Interlocked.Increment(ref counts[status]);
                if (finding is not null)
                {
                    lock (findings)
                        findings.Add($"#{number}: {finding}");
                }
            }
        })));

        var statuses = counts.Index().Where(count => count.Item > 0).Select(count => $"{count.Index}: {count.Item}");
        output.WriteLine($"{next + 1} requests: {string.Join(", ", statuses)}");
        var log = target.Api.Output[^Math.Min(target.Api.Output.Length, LogTail)..];
        Assert.True(findings.Count == 0, $"{string.Join("\n\n", findings)}\n{log}");
        await IsWellAsync(target);
    }

    private static async Task<(int Status, string? Finding)> TryAsync(FuzzTarget target, MalformedInput odd)
    {
        var request = odd.Of(Kinds)(target, odd);
        var bytes = request.ToBytes(target.Api.Client.BaseAddress!.Authority);
        var isHttp = !odd.Chance(12);
        if (!isHttp)
            bytes = odd.Bytes(bytes);
        var start = Stopwatch.GetTimestamp();
        // Of half a head the server waits for the rest.
        var answer = await target.Api.SendRawAsync(bytes, isHttp ? LongestCall * 2 : TimeSpan.FromSeconds(0.5));
        var took = Stopwatch.GetElapsedTime(start);
        var wrong = took > LongestCall ? $"took {took}"
            : answer is null ? (isHttp ? "no answer" : null)
            : Wrong(request, answer, isHttp);
        if (wrong is not null)
            wrong += $"\nsent {Convert.ToBase64String(bytes.AsSpan(0, Math.Min(bytes.Length, 6_000)))}\ngot {answer}";
        return ((int)(answer?.Status ?? 0), wrong);
    }

    private static string? Wrong(FuzzRequest request, Answer answer, bool isHttp)
    {
        var status = (int)answer.Status;
        if (!(isHttp ? request.Allowed : NoHttp.Concat(request.Allowed)).Contains(status))
            return $"{status} is none of {string.Join(", ", request.Allowed)}";
        if (status < 400)
            return null;
        // Kestrel itself says nothing but the status of what is no HTTP, or too large for it.
        if (answer.Body.Length == 0 && (!isHttp || status is 400 or 414 or 431))
            return null;
        string[] inner = ["   at ", "Exception", "whsec_", "Orleans."];
        return answer.ContentType != "application/problem+json" || !HasTitle(answer) ? "no problem with a title"
            : inner.Any(hint => answer.Body.Contains(hint, StringComparison.Ordinal)) ? "a look inside"
            : isHttp ? request.Look(answer) : null;
    }

    private static bool HasTitle(Answer answer)
    {
        // A spoiled head may have become one of HTTP/1.1, whose answer comes in chunks.
        if (answer.Headers.TransferEncodingChunked == true)
            return answer.Body.Contains("\"title\":\"", StringComparison.Ordinal);
        try
        {
            return !string.IsNullOrWhiteSpace((string?)JsonNode.Parse(answer.Body)?["title"]);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static async Task IsWellAsync(FuzzTarget target)
    {
        var healthy = Person.New();
        Expect.Taken(await target.Api.DeliverAsync(target.Secret, healthy.Created()));
        Expect.Ok(await target.Api.GetAsync("/users/current", target.Token(healthy.Id)));
        foreach (var row in await target.Database.QueryAsync("select external_id, state from users"))
        {
            Assert.NotNull(JsonNode.Parse((string)row["state"]!));
            var id = Uri.EscapeDataString((string)row["external_id"]!);
            Assert.InRange((int)(await target.Api.GetAsync($"/users?id={id}", target.Token(healthy.Id))).Status, 200, 200);
        }
        Assert.DoesNotContain(
            target.Api.Output.Split('\n'),
            line => line.StartsWith("fail:", StringComparison.Ordinal) || line.StartsWith("crit:", StringComparison.Ordinal));
        Assert.InRange(target.Api.ResidentBytes, 0, MaxMemory);
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
