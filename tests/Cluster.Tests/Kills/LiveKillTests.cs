using System.Diagnostics;
using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

public sealed class LiveKillTests(ITestOutputHelper output)
{
    private const int Users = 1_000;
    private static readonly ParallelOptions ManyAtOnce = new() { MaxDegreeOfParallelism = 32 };
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Every_open_stream_hears_of_every_change_after_another_process_is_killed()
    {
        await using var foreign = ForeignClient.Start();
        await using var app = await Sandbox.StartAsync(foreign, DatabaseKind.Postgres);
        await using var peer = await app.StartPeerAsync();
        await using var viewers = await Viewers.OpenAsync(app, Users);

        var sinceKill = Stopwatch.StartNew();
        await peer.KillAsync();
        var retries = await ChangeAllAsync(app, viewers, 1);
        output.WriteLine($"{Users} changes after {sinceKill.Elapsed.TotalSeconds:F1} s, {retries} retries on the way");
        await viewers.SeeAsync(1);
        output.WriteLine($"the last of them was seen {sinceKill.Elapsed.TotalSeconds:F1} s after the kill");

        await ChangeAllAsync(app, viewers, 2);
        await viewers.SeeAsync(2);
    }

    // The processes are started once for both: a cluster of two takes its time.
    [Fact]
    public async Task A_process_hears_what_is_stored_through_another_and_goes_on_when_that_one_stops()
    {
        await using var foreign = ForeignClient.Start();
        await using var app = await Sandbox.StartAsync(foreign, DatabaseKind.Postgres);
        await using var peer = await app.StartPeerAsync();
        for (var round = 0; round < 20; round++)
            await IsHeardAcrossAsync(app, peer, round);

        await using var viewers = await Viewers.OpenAsync(app, Users / 5);
        var stopping = peer.StopAsync();
        await ChangeAllAsync(app, viewers, 1);
        await viewers.SeeAsync(1);
        await stopping;
        Assert.Equal(0, peer.ExitCode);
        await ChangeAllAsync(app, viewers, 2);
        await viewers.SeeAsync(2);
    }

    private static async Task IsHeardAcrossAsync(Sandbox app, ApiProcess peer, int round)
    {
        var (here, there) = round % 2 == 0 ? (app.Api, peer) : (peer, app.Api);
        var user = Person.New();
        var caller = await app.SignedInAsync(app.Clerk, user.Id, at: there);
        await using var live = await caller.LiveAsync();
        Assert.Null((await live.NextAsync()).User);
        var waiting = caller.WaitAsync(30);
        Assert.Equal(HttpStatusCode.OK, (await here.DeliverAsync(app.Secret, user.Created())).Status);
        Assert.Equal(user.Id, (string?)(await live.NextAsync()).User!["id"]);
        Assert.Equal(HttpStatusCode.OK, (await waiting.WaitAsync(TimeSpan.FromSeconds(5))).Status);
    }

    private static async Task<int> ChangeAllAsync(Sandbox app, Viewers viewers, int number)
    {
        var retries = 0;
        await Parallel.ForEachAsync(viewers.Users, ManyAtOnce, async (user, _) =>
        {
            var change = user.AfterChange(number).Updated();
            for (var watch = Stopwatch.StartNew(); ; Interlocked.Increment(ref retries))
            {
                var answer = await app.DeliverAsync(change);
                if (answer.Status == HttpStatusCode.OK)
                    return;
                Assert.True(
                    answer.Status == HttpStatusCode.ServiceUnavailable && watch.Elapsed < Patience, $"{answer} after {watch.Elapsed}");
                await Task.Delay(answer.Headers.RetryAfter!.Delta!.Value, CancellationToken.None);
            }
        });
        return retries;
    }
}
