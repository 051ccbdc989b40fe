namespace OrleansUsers.Grains.Tests;

/// <summary>When lanes run by themselves.</summary>
public sealed class SyncLaneTests(SyncCluster cluster) : IClassFixture<SyncCluster>
{
    private static readonly SyncSchedule Schedule = new(TimeSpan.FromMinutes(5), HasDeletionLane: true);
    private static readonly SyncSchedule HeadOnly = new(TimeSpan.FromMinutes(5), HasDeletionLane: false);
    private static readonly SyncRequest Request = new(false, false, false);

    private readonly string _provider = $"p{Guid.NewGuid():N}";

    private ISyncGrain Sync => cluster.Grains.GetGrain<ISyncGrain>(_provider);

    [Fact]
    public async Task Lanes_run_by_the_schedule_and_the_head_goes_before_the_deletions()
    {
        for (var n = 0; n < 2; n++)
        {
            Assert.Equal(SyncWorkKind.Head, await RunLane(Schedule));
            Assert.Equal(SyncWorkKind.Deletion, await RunLane(Schedule));
            Assert.Null(await RunLane(Schedule));
            cluster.Advance(Schedule.Every - TimeSpan.FromMinutes(1));
            Assert.Null(await RunLane(Schedule));
            cluster.Advance(TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public async Task Without_a_schedule_no_lane_runs_and_where_it_is_not_cheap_none_for_deletions()
    {
        Assert.Null(await RunLane(null));
        Assert.Equal(SyncWorkKind.Head, await RunLane(HeadOnly));
        Assert.Null(await RunLane(HeadOnly));
    }

    [Fact]
    public async Task A_clock_that_was_set_back_does_not_stop_the_lanes()
    {
        Assert.Equal(SyncWorkKind.Head, await RunLane(HeadOnly));
        cluster.SetBack(TimeSpan.FromDays(1));
        var next = await RunLane(HeadOnly);
        // Orleans does not activate grains of other tests at a time that is over.
        cluster.SetBack(-TimeSpan.FromDays(1));
        Assert.Equal(SyncWorkKind.Head, next);
    }

    [Fact]
    public async Task A_run_goes_before_a_lane_that_is_under_way()
    {
        Assert.Equal(SyncWorkKind.Head, (await Sync.Take("a", Schedule))!.Kind);
        Assert.True(await Sync.Save("a", SyncWorkKind.Head, null));
        Assert.True(await Sync.Start(Request));
        Assert.False(await Sync.Save("a", SyncWorkKind.Head, null));
        Assert.Equal(SyncWorkKind.Run, (await Sync.Take("a", Schedule))!.Kind);
    }

    [Fact]
    public async Task What_a_lane_has_found_is_stored_although_a_run_was_started()
    {
        await Sync.Take("a", Schedule);
        await Sync.Start(Request);
        Assert.False(await Sync.Save("a", SyncWorkKind.Head, new SyncUpdate { Lane = Lane(), HeadPosition = "17" }));
        await cluster.Deactivate(Sync);
        var state = await Sync.Get();
        Assert.Equal(("17", SyncRunState.Running, null), (state.HeadPosition, state.Run!.State, state.Worker));
        Assert.NotNull(state.Head);
    }

    [Fact]
    public async Task The_drift_ends_with_a_head_lane_that_finds_none_and_with_no_other_work()
    {
        var at = cluster.Now;
        SyncedChange[] unconfirmed = [new("user_1", at)];
        await Sync.Take("a", Schedule);
        var drift = new SyncDrift(at, 1, at);
        await Sync.Save("a", SyncWorkKind.Head, new SyncUpdate { Lane = Lane(), Drift = drift, Unconfirmed = unconfirmed });
        Assert.Equal(SyncWorkKind.Deletion, await RunLane(Schedule));
        var kept = await Sync.Get();
        Assert.Equal(drift, kept.Drift);
        Assert.Equal(unconfirmed, kept.Unconfirmed);

        cluster.Advance(Schedule.Every);
        await Sync.Take("a", Schedule);
        await Sync.Save("a", SyncWorkKind.Head, new SyncUpdate { Lane = Lane(), Unconfirmed = [] });
        var ended = await Sync.Get();
        Assert.Null(ended.Drift);
        Assert.Empty(ended.Unconfirmed);
    }

    private SyncLane Lane() => new() { StartedAt = cluster.Now, FinishedAt = cluster.Now };

    private async Task<SyncWorkKind?> RunLane(SyncSchedule? schedule)
    {
        if (await Sync.Take("a", schedule) is not { } work)
            return null;
        Assert.True(await Sync.Save("a", work.Kind, new SyncUpdate { Lane = Lane() }));
        Assert.Null((await Sync.Get()).Worker);
        return work.Kind;
    }
}
