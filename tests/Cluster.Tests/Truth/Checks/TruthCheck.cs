using System.Collections.Concurrent;
using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

/// <summary>A user whom a process shows otherwise than the row.</summary>
internal sealed record Stale(TrackedUser User, string What)
{
    public override string ToString() => $"{User.Id} {What}";
}

/// <summary>Reads users at every process by all ways in, and compares what is shown with the rows. Nobody may write meanwhile.</summary>
internal sealed class TruthCheck(Fleet fleet, CallHistory history, Population users, string reader)
{
    private const int BatchSize = 100;
    private static readonly ParallelOptions ManyAtOnce = new() { MaxDegreeOfParallelism = 16 };
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan RetryEvery = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentQueue<(TrackedUser User, int Process, string Way, Seen Seen)> _seen = new();

    /// <summary>Users who differ in a batch read at one of the processes from these rows or newer ones.</summary>
    public async Task<IReadOnlyList<Stale>> ByBatchAsync(IReadOnlyList<int> processes, IReadOnlyDictionary<string, Row> rows)
    {
        await Parallel.ForEachAsync(processes, ManyAtOnce, async (process, _) => await ReadBatchesAsync(process));
        return await CompareAsync(rows);
    }

    /// <summary>Users who differ at one of the processes, by whatever way they are read, from these rows or newer ones.</summary>
    public async Task<IReadOnlyList<Stale>> ByAllWaysAsync(IReadOnlyList<int> processes, IReadOnlyDictionary<string, Row> rows)
    {
        // First what is read quickly: it shows the processes as they are now.
        await Parallel.ForEachAsync(processes, ManyAtOnce, async (process, _) => await ReadBatchesAsync(process));
        ReadOpenStreams(processes, rows);
        await Parallel.ForEachAsync(processes, ManyAtOnce, async (process, _) => await ReadAuthorsAsync(process));
        var each = from process in processes from user in users.Full select (process, user);
        await Parallel.ForEachAsync(each, ManyAtOnce, async (one, _) =>
        {
            await ReadOneAsync(one.user, one.process);
            await ReadNewStreamAsync(one.user, one.process);
        });
        return await CompareAsync(rows);
    }

    private async Task<IReadOnlyList<Stale>> CompareAsync(IReadOnlyDictionary<string, Row> before)
    {
        var after = await Row.ReadAsync(fleet.Database, users.All);
        var stale = new List<Stale>();
        while (_seen.TryDequeue(out var shown))
        {
            var (user, process, way, seen) = shown;
            var (from, to) = (before[user.Id], after[user.Id]);
            var isOld = seen.Number < from.Number || (seen.Version > 0 && seen.Version < from.Version);
            var isUnknown = seen.Number > to.Number || (to.IsThere && seen.Version > to.Version);
            if (isOld || isUnknown)
                stale.Add(new Stale(
                    user, $"({user.Usual}, {user.Last}) by {way} at process {process} is {seen}, its row {from}, then {to}"));
        }
        return stale;
    }

    private async Task ReadBatchesAsync(int process)
    {
        foreach (var batch in users.All.Chunk(BatchSize))
        {
            var (at, answer) = await AskAsync(process, api => new SignedIn(api, reader).ProfilesAsync(batch.Select(user => user.Id)));
            foreach (var (user, profile) in batch.Zip(answer.Json!.AsArray()))
                Saw(user, process, "batch", at, Seen.Of(profile));
        }
    }

    private async Task ReadAuthorsAsync(int process)
    {
        var byId = users.Full.ToDictionary(user => user.Id);
        foreach (var channel in users.Channels)
        {
            var (at, answer) = await AskAsync(process, api => new SignedIn(api, reader).ChannelAsync(channel, BatchSize));
            var messages = answer.Json!["items"]!.AsArray();
            Assert.NotEmpty(messages);
            foreach (var message in messages)
            {
                var author = TrackedUser.NumberIn((string?)message!["author"]);
                Saw(byId[(string)message["userId"]!], process, "author", at, new Seen(author));
            }
        }
    }

    private async Task ReadOneAsync(TrackedUser user, int process)
    {
        var (at, profile) = await AskAsync(process, api => new SignedIn(api, reader).ProfileAsync(user.Id));
        Saw(user, process, "id", at, Seen.Of(profile, user)!.Value);
        (at, var current) = await AskAsync(process, api => new SignedIn(api, user.Token).CurrentAsync());
        Saw(user, process, "current", at, Seen.Of(current, user)!.Value);
    }

    private async Task ReadNewStreamAsync(TrackedUser user, int process)
    {
        using var retry = new PeriodicTimer(RetryEvery);
        for (var begin = history.Now; history.Now - begin < Patience; await retry.WaitForNextTickAsync())
        {
            var at = history.Now;
            await using var stream = await WatchedStream.OpenAsync(fleet.All[process], user.Token);
            var seen = stream.Refusal is { } refusal ? Seen.Of(refusal, user) : await stream.FirstAsync();
            if (seen is null)
                continue;
            Saw(user, process, "new stream", at, seen.Value);
            return;
        }
        Assert.Fail($"Process {process} opens no stream.");
    }

    // A stream that has ended is opened again by its client: that is the new stream. The stream of a banned user has to end.
    private void ReadOpenStreams(IReadOnlyList<int> processes, IReadOnlyDictionary<string, Row> rows)
    {
        var living = processes.Select(process => fleet.All[process]).ToHashSet();
        foreach (var user in users.Full)
        {
            if (user.Stream is { } stream && living.Contains(stream.Process) && stream.Update() is { } seen && !stream.HasEnded)
                _seen.Enqueue((user, fleet.NumberOf(stream.Process), "open stream", rows[user.Id].IsBanned ? new Seen(0) : seen));
        }
    }

    private void Saw(TrackedUser user, int process, string way, TimeSpan at, Seen seen)
    {
        history.Read(user.Id, process, way, at, seen.Number, seen.Version);
        _seen.Enqueue((user, process, way, seen));
    }

    // A process may ask to come again; what it then answers counts.
    private async Task<(TimeSpan At, Answer Answer)> AskAsync(int process, Func<ApiProcess, Task<Answer>> ask)
    {
        using var retry = new PeriodicTimer(RetryEvery);
        for (var begin = history.Now; ; await retry.WaitForNextTickAsync())
        {
            var at = history.Now;
            var answer = await ask(fleet.All[process]);
            if (answer.Status is HttpStatusCode.OK or HttpStatusCode.NotFound or HttpStatusCode.Forbidden)
                return (at, answer);
            Assert.True(
                answer.Status == HttpStatusCode.ServiceUnavailable && at - begin < Patience,
                $"process {process} after {at - begin}: {answer}");
        }
    }
}
