using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

/// <summary>Callers who read and change users at all processes in use. Each user's changes end at some moment.</summary>
internal sealed class Callers : IAsyncDisposable
{
    private const int Readers = 4;
    private const int BatchSize = 25;
    private static readonly TimeSpan ReadPause = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan ChangePause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Fleet _fleet;
    private readonly CallHistory _history;
    private readonly Changes _changes;
    private readonly Population _users;
    private readonly Targets _targets;
    private readonly string _reader;
    private readonly TimeSpan[] _lastAt;
    private readonly TaskCompletionSource _lastIsKnown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _over = new();
    private readonly Task _readers;
    private readonly Task _writers;
    private readonly Random _random;

    public Callers(Fleet fleet, CallHistory history, Changes changes, Population users, Targets targets, string reader, Random random)
    {
        (_fleet, _history, _changes, _users, _targets, _reader, _random) = (fleet, history, changes, users, targets, reader, random);
        _lastAt = [.. users.All.Select(_ => TimeSpan.MaxValue)];
        _readers = Task.WhenAll(Enumerable.Range(0, Readers).Select(_ => new Random(random.Next())).ToArray()
            .Select(own => Task.Run(() => ReadAsync(own))));
        var full = users.Full.Select(user => (user, new Random(random.Next()))).ToArray();
        var crowd = users.Crowd.Select(user => (user, new Random(random.Next()))).ToArray();
        _writers = Task.WhenAll(
        [
            .. full.Select(user => Task.Run(() => ChangeAsync(user.user, user.Item2))),
            .. crowd.Select(user => Task.Run(() => ChangeOnceAsync(user.user, user.Item2))),
        ]);
    }

    /// <summary>Each user's last change comes at a random moment from now on, within this time. Afterwards nobody writes.</summary>
    public void EndChangesWithin(TimeSpan time)
    {
        foreach (var user in _users.All)
            _lastAt[user.Number] = _history.Now + time * _random.NextDouble();
        _lastIsKnown.TrySetResult();
    }

    /// <summary>Completes when every user's last change was answered, or given up.</summary>
    public Task ChangesEndedAsync() => _writers.WaitAsync(Patience);

    public async ValueTask DisposeAsync()
    {
        if (_over.IsCancellationRequested)
            return;
        await _over.CancelAsync();
        EndChangesWithin(TimeSpan.Zero);
        await Task.WhenAll(_readers, _writers).WaitAsync(Patience);
    }

    private async Task ChangeAsync(TrackedUser user, Random random)
    {
        while (_history.Now < _lastAt[user.Number])
        {
            await _changes.SendAsync(user, user.Usual, _targets.Choose(random));
            await PauseAsync(ChangePause * (0.5 + random.NextDouble()));
        }
        if (user.Last is { } last && !_over.IsCancellationRequested)
            await _changes.SendAsync(user, last, _targets.Choose(random));
    }

    private async Task ChangeOnceAsync(TrackedUser user, Random random)
    {
        await _lastIsKnown.Task;
        await PauseAsync(_lastAt[user.Number] - _history.Now);
        if (!_over.IsCancellationRequested)
            await _changes.SendAsync(user, user.Usual, _targets.Choose(random));
    }

    private async Task ReadAsync(Random random)
    {
        while (!_over.IsCancellationRequested)
        {
            try
            {
                await (random.Next(2) == 0 ? ReadOneAsync(random) : ReadBatchAsync(random));
            }
            catch (Exception reason) when (reason is HttpRequestException or OperationCanceledException or ObjectDisposedException)
            {
                // No answer shows nothing.
            }
            await PauseAsync(ReadPause);
        }
    }

    private async Task ReadOneAsync(Random random)
    {
        var (user, process, at) = (_users.Full[random.Next(_users.Full.Count)], _targets.Choose(random), _history.Now);
        var answer = await _fleet.All[process].GetAsync("/users/current", user.Token);
        if (Seen.Of(answer, user) is { } seen)
            _history.Read(user.Id, process, "current", at, seen.Number, seen.Version);
    }

    private async Task ReadBatchAsync(Random random)
    {
        var (users, process, at) = (random.GetItems<TrackedUser>([.. _users.All], BatchSize), _targets.Choose(random), _history.Now);
        var answer = await new SignedIn(_fleet.All[process], _reader).ProfilesAsync(users.Select(user => user.Id));
        if (answer.Status != HttpStatusCode.OK)
            return;
        foreach (var (user, profile) in users.Zip(answer.Json!.AsArray()))
            _history.Read(user.Id, process, "batch", at, Seen.Of(profile).Number);
    }

    private async Task PauseAsync(TimeSpan time) =>
        await Task.Delay(time > TimeSpan.Zero ? time : TimeSpan.Zero, _over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
