using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

/// <summary>
/// Users who are in no process's memory are read at all processes and changed at one of them, while a process joins and leaves.
/// </summary>
public sealed class FirstUseTruthTests(ITestOutputHelper output)
{
    private const int AtOnce = 24;
    private const int Fewest = 1_000;

    private readonly Random _random = Seed.NewRandom(output);
    private int _next;
    private int _acknowledged;
    private int _older;

    /// <remarks>If a user were active in two processes, the one that has read the row before the change would answer with that.</remarks>
    [Fact]
    public async Task A_user_who_is_first_used_while_a_process_joins_and_leaves_is_shown_as_acknowledged()
    {
        await using var fleet = await Fleet.StartAsync(processes: 2);
        var original = Person.New();
        Assert.Equal(HttpStatusCode.OK, (await fleet.All[0].DeliverAsync(fleet.Secret, original.Created())).Status);
        await Copies.InsertAsync(fleet.Database, original.Id);
        var reader = await fleet.TokenAsync("reader");

        using var done = new CancellationTokenSource();
        var callers = Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
                await UseNextAsync(fleet, original, reader);
        })).ToArray();
        var joined = await fleet.JoinAsync();
        await TruthScenario.PassAsync(2);
        await fleet.LeaveAsync(joined);
        await TruthScenario.PassAsync(1);
        await done.CancelAsync();
        await Task.WhenAll(callers);

        output.WriteLine($"{_acknowledged} users were changed, {_older} were shown older.");
        Assert.Equal(0, _older);
        Assert.InRange(_acknowledged, Fewest, Copies.Count);
    }

    private async Task UseNextAsync(Fleet fleet, Person original, string reader)
    {
        var user = original with { Id = Copies.IdOf(original.Id, Interlocked.Increment(ref _next)) };
        var all = fleet.All;
        int writer;
        lock (_random)
            writer = _random.Next(all.Count);
        try
        {
            var before = ReadAsync();
            var answer = await all[writer].DeliverAsync(fleet.Secret, user.AfterChange(2).Updated());
            if (answer.Status != HttpStatusCode.OK)
                return;
            Interlocked.Increment(ref _acknowledged);
            if ((await ReadAsync()).Any(read => read.Status == HttpStatusCode.OK && (string?)read.Json!["name"] != "Ada 2"))
                Interlocked.Increment(ref _older);
            await before;
        }
        catch (Exception reason) when (reason is HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            // The process has just left.
        }

        Task<Answer[]> ReadAsync() => Task.WhenAll(all.Select(at => new SignedIn(at, reader).ProfileAsync(user.Id)));
    }
}
