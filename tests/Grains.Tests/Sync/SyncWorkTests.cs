namespace OrleansUsers.Grains.Tests;

/// <summary>Which process works for a sync.</summary>
public sealed class SyncWorkTests(SyncCluster cluster) : IClassFixture<SyncCluster>
{
    private static readonly SyncRequest Request = new(false, false, false);
    private static readonly TimeSpan AlmostLease = SyncWork.Lease - TimeSpan.FromSeconds(1);

    private readonly string _provider = $"p{Guid.NewGuid():N}";

    private ISyncGrain Sync => cluster.Grains.GetGrain<ISyncGrain>(_provider);

    [Fact]
    public async Task Of_workers_that_ask_at_once_only_one_gets_the_work()
    {
        await Sync.Start(Request);
        var work = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => Sync.Take($"worker {n}", null)));
        Assert.Equal(SyncWorkKind.Run, Assert.Single(work.OfType<SyncWork>()).Kind);
        Assert.Null(await Sync.Take("late", null));
    }

    [Fact]
    public async Task Without_a_run_there_is_no_work() => Assert.Null(await Sync.Take("a", null));

    [Fact]
    public async Task Another_worker_goes_on_when_the_first_has_not_called_for_the_time_of_the_lease()
    {
        var run = await StartAndTake("a");
        Assert.True(await Sync.Save("a", SyncWorkKind.Run, new SyncUpdate { Run = run with { Position = "page 2" } }));
        cluster.Advance(AlmostLease);
        Assert.Null(await Sync.Take("b", null));

        cluster.Advance(SyncWork.Lease - AlmostLease);
        var work = await Sync.Take("b", null);
        Assert.Equal("page 2", work!.State.Run!.Position);
        Assert.True(work.IsTakenOver);
    }

    [Theory, InlineData("save"), InlineData("take")]
    public async Task Every_call_of_the_worker_keeps_its_work(string call)
    {
        await StartAndTake("a");
        for (var n = 0; n < 3; n++)
        {
            cluster.Advance(AlmostLease);
            if (call == "save")
                Assert.True(await Sync.Save("a", SyncWorkKind.Run, null));
            else
                Assert.False((await Sync.Take("a", null))!.IsTakenOver);
            Assert.Null(await Sync.Take("b", null));
        }
    }

    [Fact]
    public async Task A_worker_that_lost_the_work_stores_nothing()
    {
        var run = await StartAndTake("a");
        cluster.Advance(SyncWork.Lease);
        Assert.NotNull(await Sync.Take("b", null));

        Assert.False(await Sync.Save("a", SyncWorkKind.Run, new SyncUpdate
        {
            Run = run with { Position = "of a", State = SyncRunState.Completed },
            HeadPosition = "of a",
            Unconfirmed = [new SyncedChange("user_1", run.StartedAt)],
        }));
        var state = await Sync.Get();
        Assert.Equal((SyncRunState.Running, null, null, "b"), (state.Run!.State, state.Run.Position, state.HeadPosition, state.Worker));
        Assert.Empty(state.Unconfirmed);
        Assert.True(await Sync.Save("b", SyncWorkKind.Run, null));
    }

    [Fact]
    public async Task A_worker_that_has_not_called_for_long_keeps_the_work_that_nobody_took()
    {
        await StartAndTake("a");
        cluster.Advance(10 * SyncWork.Lease);
        Assert.True(await Sync.Save("a", SyncWorkKind.Run, null));
        Assert.Null(await Sync.Take("b", null));
    }

    [Fact]
    public async Task A_new_activation_keeps_the_lease_of_the_worker()
    {
        await StartAndTake("a");
        cluster.Advance(AlmostLease);
        await cluster.Deactivate(Sync);
        Assert.Null(await Sync.Take("b", null));
        cluster.Advance(AlmostLease);
        Assert.Null(await Sync.Take("b", null));
        Assert.True(await Sync.Save("a", SyncWorkKind.Run, null));

        await cluster.Deactivate(Sync);
        Assert.Null(await Sync.Take("b", null));
        cluster.Advance(SyncWork.Lease);
        Assert.NotNull(await Sync.Take("b", null));
    }

    [Fact]
    public async Task After_the_end_of_a_run_another_worker_gets_the_next_work_at_once()
    {
        var run = await StartAndTake("a");
        await Sync.Save("a", SyncWorkKind.Run, new SyncUpdate { Run = run with { State = SyncRunState.Completed } });
        Assert.Null((await Sync.Get()).Worker);

        await Sync.Start(Request);
        Assert.True((await Sync.Take("b", null))!.IsTakenOver);
    }

    private async Task<SyncRun> StartAndTake(string worker)
    {
        await Sync.Start(Request);
        return (await Sync.Take(worker, null))!.State.Run!;
    }
}
