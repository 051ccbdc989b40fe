using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansUsers.Harness;

/// <summary>
/// Independent implementations to test against, in one Node process: npm's <c>svix</c> signs webhooks, npm's <c>jose</c> issues tokens, and
/// npm's <c>express</c> is a proxy.
/// </summary>
public sealed partial class ForeignClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<long, TaskCompletionSource<JsonNode?>> _calls = new();
    private readonly SemaphoreSlim _writing = new(1);
    private readonly ChildProcess _node;
    private long _lastCall;

    private ForeignClient(string folder)
    {
        _node = ChildProcess.Start(new ProcessStartInfo("node", ["client.mjs"]) { WorkingDirectory = folder }, Answered);
        _ = _node.Exited.ContinueWith(_ => FailAll(), TaskScheduler.Default);
    }

    /// <summary>Starts Node.</summary>
    public static ForeignClient Start()
    {
        var folder = Path.Combine(Repository.Root, "tests", "Harness", "foreign-client");
        return Directory.Exists(Path.Combine(folder, "node_modules"))
            ? new ForeignClient(folder)
            : throw new InvalidOperationException(
                "The npm packages of tests/Harness/foreign-client are missing. Run ./test.sh, which installs them.");
    }

    /// <summary>The <c>svix-signature</c> header that Svix's own package makes.</summary>
    public async Task<string> SignAsync(string secret, string id, long timestamp, ReadOnlyMemory<byte> payload) =>
        (string)(await CallAsync("sign", new { secret, id, timestamp, payload = Convert.ToBase64String(payload.Span) }))!;

    /// <summary>Verifies a message by Svix's own package.</summary>
    /// <exception cref="InvalidOperationException">No signature is that of the secret, or the timestamp is not of now.</exception>
    public Task VerifyAsync(string secret, IReadOnlyDictionary<string, string> headers, ReadOnlyMemory<byte> payload) =>
        CallAsync("verify", new { secret, headers, payload = Convert.ToBase64String(payload.Span) });

    /// <summary>Starts a fake identity provider on a free port, with keys of its own.</summary>
    /// <param name="slash">Whether the issuer ends in a slash, as Auth0's does.</param>
    /// <param name="path">The issuer's path after the host.</param>
    /// <param name="keysAt">The path of its key set, after the issuer.</param>
    public async Task<FakeIssuer> StartIssuerAsync(bool slash = false, string path = "", string keysAt = "/.well-known/jwks.json") =>
        new(this, (string)(await CallAsync("issuer", new { slash, path, keysAt }))!);

    /// <summary>Starts an Express app that compresses answers and passes every request on to the program. Returns its address.</summary>
    public async Task<string> StartCompressingProxyAsync(ApiProcess api) =>
        (string)(await CallAsync("compressingProxy", new { target = api.Client.BaseAddress!.GetLeftPart(UriPartial.Authority) }))!;

    /// <summary>Runs one handler of an Auth0 Action. Returns what it logged, which logins it denied and how long it took.</summary>
    public async Task<JsonNode> RunActionAsync(string script, string handler, JsonObject @event) =>
        (await CallAsync("runAction", new { script, handler, @event }))!;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _writing.Dispose();
    }

    internal async Task<JsonNode?> CallAsync(string name, object arguments)
    {
        var call = Interlocked.Increment(ref _lastCall);
        var answer = _calls[call] = new TaskCompletionSource<JsonNode?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var request = JsonSerializer.SerializeToNode(arguments)!.AsObject();
        (request["call"], request["name"]) = (call, name);

        await _writing.WaitAsync();
        try
        {
            await _node.WriteLineAsync(request.ToJsonString());
        }
        finally
        {
            _writing.Release();
        }
        return await answer.Task.WaitAsync(Patience);
    }

    private void Answered(string line)
    {
        var answer = JsonNode.Parse(line)!;
        if (!_calls.TryRemove((long)answer["call"]!, out var call))
            return;
        if (answer["error"] is { } error)
            call.SetException(new InvalidOperationException((string)error!));
        else
            call.SetResult(answer["result"]?.DeepClone());
    }

    private void FailAll()
    {
        foreach (var call in _calls.Values)
            call.TrySetException(new InvalidOperationException($"The Node process ended:\n{_node.Output}"));
    }
}
