using System.Collections.Concurrent;
using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

/// <summary>Whether a user holds a sign-in, as far as the answers until now tell.</summary>
internal enum Holds
{
    No,
    Yes,

    /// <summary>The last request about it was never answered.</summary>
    NobodyKnows,
}

/// <summary>Users that all grab the same few sign-ins and let go of them, each by requests of its own, one after the other.</summary>
internal sealed class LinkLoad : IAsyncDisposable
{
    private const int Users = 32;
    private const int Tokens = 12;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Sandbox _app;
    private readonly CancellationTokenSource _over = new();
    private readonly Task _users;
    private readonly ConcurrentDictionary<(string Id, string Token), Holds> _known = new();
    private TaskCompletionSource _restarted = NewSignal();
    private (int Target, TaskCompletionSource Reached) _awaited = (int.MaxValue, NewSignal());
    private int _answers;

    private LinkLoad(Sandbox app, string[] ids, Random random)
    {
        _app = app;
        Subjects = [.. Enumerable.Range(0, Tokens).Select(_ => Auth0Person.New().Subject)];
        var own = ids.Select(id => (id, new Random(random.Next()))).ToArray();
        _users = Task.WhenAll(own.Select(user => Task.Run(() => GrabAsync(user.id, user.Item2))));
    }

    /// <summary>The subjects at Auth0 whose sign-ins are fought for.</summary>
    public IReadOnlyList<string> Subjects { get; }

    public IReadOnlyDictionary<(string Id, string Token), Holds> Known => _known;

    /// <summary>Answers that neither gave nor refused, for which a healthy program has no reason.</summary>
    public ConcurrentQueue<string> Faults { get; } = new();

    public int Answers => Volatile.Read(ref _answers);

    public static async Task<LinkLoad> StartAsync(Sandbox app, Random random)
    {
        var users = Enumerable.Range(0, Users).Select(_ => Person.New()).ToArray();
        foreach (var user in users)
            Assert.Equal(HttpStatusCode.OK, (await app.DeliverAsync(user.Created())).Status);
        return new LinkLoad(app, [.. users.Select(user => user.Id)], random);
    }

    /// <summary>Completes when this many more requests were answered.</summary>
    public Task MoreAsync(int answers)
    {
        var reached = NewSignal();
        _awaited = (Answers + answers, reached);
        return Task.WhenAny(reached.Task, _users).WaitAsync(Patience);
    }

    /// <summary>Kills the program in the middle of it all, looks while nobody writes, and starts it again.</summary>
    public async Task KillAndRestartAsync(Func<Task> look)
    {
        await _app.Api.KillAsync();
        await look();
        await _app.Api.RestartAsync();
        Interlocked.Exchange(ref _restarted, NewSignal()).SetResult();
    }

    /// <summary>Lets every user finish the request they are at.</summary>
    public async Task EndAsync()
    {
        await _over.CancelAsync();
        _restarted.TrySetResult();
        await _users.WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _over.Dispose();
    }

    private async Task GrabAsync(string id, Random random)
    {
        while (!_over.IsCancellationRequested)
        {
            var restarted = _restarted.Task;
            var token = _app.Auth0.TokenIdentifier(Subjects[random.Next(Tokens)]);
            var letsGo = _known.GetValueOrDefault((id, token)) != Holds.No;
            _known[(id, token)] = Holds.NobodyKnows;
            try
            {
                var answer = letsGo ? await _app.Admin.UnlinkAsync(id, token) : await _app.Admin.LinkAsync(id, token);
                _known[(id, token)] = Read(letsGo, answer);
                if (Interlocked.Increment(ref _answers) >= _awaited.Target)
                    _awaited.Reached.TrySetResult();
            }
            catch (Exception reason) when (reason is HttpRequestException or OperationCanceledException or ObjectDisposedException)
            {
                // No answer: it may have happened or not, and nobody answers before the restart.
                await restarted;
            }
        }
    }

    private Holds Read(bool letGo, Answer answer)
    {
        switch (letGo, answer.Status)
        {
            case (false, HttpStatusCode.OK): return Holds.Yes;
            case (false, HttpStatusCode.Conflict): return Holds.No;
            case (true, HttpStatusCode.NoContent or HttpStatusCode.NotFound): return Holds.No;
            default:
                Faults.Enqueue($"{(letGo ? "unlink" : "link")}: {answer}");
                return Holds.NobodyKnows;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
