using System.Collections.Concurrent;
using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

/// <summary>Senders that post signed events of many users all at once, and remember what was acknowledged.</summary>
internal sealed class WebhookLoad : IAsyncDisposable
{
    private const int Users = 400;
    private const int Senders = 16;
    private const int DeletableShare = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Sandbox _app;
    private readonly IReadOnlyList<ApiProcess> _processes;
    private readonly CancellationTokenSource _over = new();
    private readonly Task _senders;
    private TaskCompletionSource _restarted = NewSignal();
    private (int Target, TaskCompletionSource Reached) _awaited = (int.MaxValue, NewSignal());
    private int _acknowledged;

    /// <param name="processes">The processes that get the events; null means the first one of the app.</param>
    public WebhookLoad(Sandbox app, Random random, IReadOnlyList<ApiProcess>? processes = null)
    {
        (_app, _processes) = (app, processes ?? [app.Api]);
        All = [.. Enumerable.Range(0, Users).Select(_ => new Sent(Person.New()))];
        var randoms = Enumerable.Range(0, Senders).Select(_ => new Random(random.Next())).ToArray();
        _senders = Task.WhenAll(randoms.Select(own => Task.Run(() => SendAsync(own))));
    }

    public IReadOnlyList<Sent> All { get; }

    /// <summary>Posts that were answered by anything but 200, which a healthy program has no reason for.</summary>
    public ConcurrentQueue<string> Refusals { get; } = new();

    public int Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Completes when this many more events were acknowledged.</summary>
    public Task MoreAsync(int events)
    {
        var reached = NewSignal();
        _awaited = (Acknowledged + events, reached);
        return Task.WhenAny(reached.Task, _senders).WaitAsync(Patience);
    }

    /// <summary>Kills a process in the middle of it all and starts it again.</summary>
    /// <param name="process">The process; null means the first one.</param>
    public async Task KillAndRestartAsync(ApiProcess? process = null)
    {
        process ??= _processes[0];
        await process.KillAsync();
        await RestartAsync(process);
    }

    /// <summary>Stops a process in good order in the middle of it all and starts it again.</summary>
    public async Task StopAndRestartAsync(ApiProcess process)
    {
        await process.StopAsync();
        await RestartAsync(process);
    }

    /// <summary>Lets every sender finish the post it is at.</summary>
    public async Task EndAsync()
    {
        await _over.CancelAsync();
        _restarted.TrySetResult();
        await _senders.WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _over.Dispose();
    }

    private async Task RestartAsync(ApiProcess process)
    {
        await process.RestartAsync();
        Interlocked.Exchange(ref _restarted, NewSignal()).SetResult();
    }

    private async Task SendAsync(Random random)
    {
        while (!_over.IsCancellationRequested)
        {
            var restarted = _restarted.Task;
            try
            {
                await SendOneAsync(random, random.Next(All.Count));
            }
            catch (Exception reason) when (reason is HttpRequestException or OperationCanceledException or ObjectDisposedException)
            {
                // No answer: nothing is acknowledged, and nobody answers before the restart.
                await restarted;
            }
        }
    }

    private async Task SendOneAsync(Random random, int index)
    {
        var (user, process) = (All[index], _processes[random.Next(_processes.Count)]);
        if (index % DeletableShare == 0 && random.Next(DeletableShare) == 0)
        {
            user.SendsDeletion();
            if (Took(await process.DeliverAsync(_app.Secret, user.Person.Deleted())))
                user.AcknowledgeDeletion();
            return;
        }

        var (number, said) = user.Next();
        if (Took(await process.DeliverAsync(_app.Secret, number == 1 ? said.Created() : said.Updated())))
            user.Acknowledge(number);
    }

    private bool Took(Answer answer)
    {
        if (answer.Status != HttpStatusCode.OK)
        {
            Refusals.Enqueue(answer.ToString());
            return false;
        }
        if (Interlocked.Increment(ref _acknowledged) >= _awaited.Target)
            _awaited.Reached.TrySetResult();
        return true;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
