namespace OrleansUsers.Grains.Tests;

/// <summary>What is left of a sync when the store fails.</summary>
public sealed class SyncStoreFaultTests(UsersCluster cluster)
{
    private static readonly SyncRequest Request = new(false, false, false);

    private readonly string _provider = $"p{Guid.NewGuid():N}";

    private ISyncGrain Sync => cluster.Grains.GetGrain<ISyncGrain>(_provider);

    [Theory, InlineData("fails"), InlineData("overload")]
    public async Task A_run_that_could_not_be_stored_was_not_started(string fault)
    {
        await With(fault, () => Assert.ThrowsAnyAsync<Exception>(() => Sync.Start(Request)));
        Assert.Null((await Sync.Get()).Run);
        Assert.Null(await Sync.Take("a", null));
        Assert.True(await Sync.Start(Request));
    }

    [Theory, InlineData("fails"), InlineData("overload")]
    public async Task A_page_that_could_not_be_stored_leaves_the_state_and_the_worker_as_they_were(string fault)
    {
        await Sync.Start(Request);
        var run = (await Sync.Take("a", null))!.State.Run! with { Position = "page 2" };
        await Sync.Save("a", SyncWorkKind.Run, new SyncUpdate { Run = run });
        var before = await Sync.Get();

        await With(fault, () => Assert.ThrowsAnyAsync<Exception>(() => Sync.Save(
            "a", SyncWorkKind.Run, new SyncUpdate { Run = run with { Position = "page 3", State = SyncRunState.Completed } })));
        var after = await Sync.Get();
        Assert.Equal((before.Run, before.Worker, false), (after.Run, after.Worker, after.HasCompleted));
        Assert.Null(await Sync.Take("b", null));
        Assert.True(await Sync.Save("a", SyncWorkKind.Run, new SyncUpdate { Run = run with { Position = "page 3" } }));
        Assert.Equal("page 3", (await Sync.Get()).Run!.Position);
    }

    [Fact]
    public async Task Work_that_could_not_be_stored_was_given_to_nobody()
    {
        await Sync.Start(Request);
        await With("fails", () => Assert.ThrowsAnyAsync<Exception>(() => Sync.Take("a", null)));
        Assert.NotNull(await Sync.Take("b", null));
    }

    [Fact]
    public async Task A_start_whose_answer_was_lost_is_found()
    {
        await With("lost", () => Assert.ThrowsAnyAsync<Exception>(() => Sync.Start(Request)));
        Assert.Equal(SyncRunState.Running, (await Sync.Get()).Run!.State);
        Assert.False(await Sync.Start(Request));
        Assert.NotNull(await Sync.Take("a", null));
    }

    private async Task With(string fault, Func<Task> call)
    {
        var faults = cluster.Faults;
        var kind = fault == "fails" ? faults.FailBeforeCommit : fault == "overload" ? faults.Overload : faults.FailAfterCommit;
        kind[_provider] = true;
        await call();
        kind.Remove(_provider, out _);
    }
}
