namespace OrleansUsers.Grains.Tests;

/// <summary>How runs begin and end.</summary>
public sealed class SyncRunTests(SyncCluster cluster) : IClassFixture<SyncCluster>
{
    private static readonly SyncRequest Request = new(false, true, false);

    private readonly string _provider = $"p{Guid.NewGuid():N}";

    private ISyncGrain Sync => cluster.Grains.GetGrain<ISyncGrain>(_provider);

    [Fact]
    public async Task A_run_is_refused_while_one_is_running()
    {
        Assert.True(await Sync.Start(Request));
        Assert.False(await Sync.Start(new SyncRequest(true, false, false)));
        Assert.Equal(Request, (await Sync.Get()).Run!.Request);
    }

    [Theory]
    [InlineData(SyncRunState.Completed)]
    [InlineData(SyncRunState.Failed)]
    public async Task A_run_that_has_ended_stays_as_it_ended_until_the_next_one(SyncRunState end)
    {
        var run = await StartAndTake() with { State = end, Counts = new SyncCounts { Seen = 7 }, LastError = "Why." };
        Assert.False(await Sync.Save("a", SyncWorkKind.Run, new SyncUpdate { Run = run }));
        await cluster.Deactivate(Sync);
        Assert.Equal(run, (await Sync.Get()).Run);
        Assert.Null(await Sync.Take("a", null));
        Assert.False(await Sync.Cancel(waits: true));
        Assert.Equal(run, (await Sync.Get()).Run);

        Assert.True(await Sync.Start(Request));
        Assert.Equal(new SyncCounts(), (await Sync.Get()).Run!.Counts);
    }

    [Theory]
    [InlineData(SyncRunState.Completed, false, true)]
    [InlineData(SyncRunState.Completed, true, false)]
    [InlineData(SyncRunState.Failed, false, false)]
    public async Task Only_a_run_that_stores_and_sees_every_user_counts_as_completed(SyncRunState end, bool dryRun, bool expected)
    {
        var run = await StartAndTake(new SyncRequest(dryRun, false, false));
        await Sync.Save("a", SyncWorkKind.Run, new SyncUpdate { Run = run with { State = end } });
        Assert.Equal(expected, (await Sync.Get()).HasCompleted);
    }

    [Fact]
    public async Task A_cancelled_run_waits_for_the_worker_to_finish_what_it_has_begun()
    {
        var run = await StartAndTake();
        Assert.True(await Sync.Cancel(waits: true));
        Assert.False(await Sync.Save("a", SyncWorkKind.Run, new SyncUpdate { Run = run with { Counts = new SyncCounts { Seen = 7 } } }));
        Assert.Equal((SyncRunState.Running, true), (await State(), (await Sync.Get()).Run!.IsCancelling));
        Assert.False(await Sync.Start(Request));

        Assert.Null(await Sync.Take("a", null));
        var cancelled = (await Sync.Get()).Run!;
        Assert.Equal((SyncRunState.Cancelled, 7L), (cancelled.State, cancelled.Counts.Seen));
        Assert.NotNull(cancelled.FinishedAt);
    }

    [Fact]
    public async Task A_cancelled_run_ends_at_once_when_nobody_has_taken_it()
    {
        await Sync.Start(Request);
        Assert.True(await Sync.Cancel(waits: true));
        Assert.Equal(SyncRunState.Cancelled, await State());
        Assert.False(await Sync.Cancel(waits: true));
    }

    [Fact]
    public async Task A_cancelled_run_ends_at_once_when_its_worker_is_gone()
    {
        await StartAndTake();
        cluster.Advance(SyncWork.Lease);
        Assert.True(await Sync.Cancel(waits: true));
        Assert.Equal(SyncRunState.Cancelled, await State());
    }

    [Fact]
    public async Task A_cancelled_run_whose_worker_dies_meanwhile_is_ended_by_the_next_worker()
    {
        await StartAndTake();
        await Sync.Cancel(waits: true);
        Assert.Null(await Sync.Take("b", null));
        Assert.Equal(SyncRunState.Running, await State());

        cluster.Advance(SyncWork.Lease);
        Assert.Null(await Sync.Take("b", null));
        Assert.Equal(SyncRunState.Cancelled, await State());
    }

    [Fact]
    public async Task A_run_that_is_cancelled_without_waiting_ends_at_once_and_its_worker_stores_nothing()
    {
        var run = await StartAndTake();
        Assert.True(await Sync.Cancel(waits: false));
        Assert.Equal(SyncRunState.Cancelled, await State());
        Assert.False(await Sync.Save("a", SyncWorkKind.Run, new SyncUpdate { Run = run with { State = SyncRunState.Completed } }));
        Assert.Equal(SyncRunState.Cancelled, await State());
    }

    [Fact]
    public async Task A_late_end_of_a_cancelled_run_does_not_end_the_next_one()
    {
        var old = await StartAndTake();
        await Sync.Cancel(waits: false);
        cluster.Advance(TimeSpan.FromSeconds(1));
        await StartAndTake();
        await Sync.Save("a", SyncWorkKind.Run, new SyncUpdate { Run = old with { State = SyncRunState.Completed } });
        Assert.Equal(SyncRunState.Running, await State());
    }

    private async Task<SyncRunState> State() => (await Sync.Get()).Run!.State;

    private async Task<SyncRun> StartAndTake(SyncRequest? request = null)
    {
        Assert.True(await Sync.Start(request ?? Request));
        return (await Sync.Take("a", null))!.State.Run!;
    }
}
