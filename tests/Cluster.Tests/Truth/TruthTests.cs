namespace OrleansUsers.Cluster.Tests;

/// <summary>After each fault every process shows what was acknowledged, though nobody writes again.</summary>
[Collection(nameof(TruthTestGroup))]
public sealed class TruthTests(TruthFleet shared, ITestOutputHelper output)
{
    private const int Victim = 1;
    private readonly Random _random = Seed.NewRandom(output);

    [Fact]
    public Task A_process_is_killed() => AfterAsync("a process killed (SIGKILL)", within: 4, truth => truth.KillAsync(Victim));

    [Fact]
    public Task A_process_is_killed_while_its_writes_wait_for_a_locked_table() => AfterAsync(
        "a process killed (SIGKILL) while the table users is locked", within: 4, truth => truth.KillWhileLockedAsync(Victim, seconds: 2.5));

    // Users of the survivors whose grain directory entries the victim held have writes under way when the entries are lost.
    [Fact]
    public Task A_process_is_killed_and_noticed_dead_while_the_writes_of_others_wait_for_a_locked_table() => AfterAsync(
        "a process killed (SIGKILL), the table users locked until its death was noticed",
        within: 5,
        truth => truth.KillWhileLockedAsync(Victim, seconds: 3.8));

    [Fact]
    public Task A_process_goes_on_after_it_was_given_up_as_frozen() => AfterAsync(
        "a process frozen (SIGSTOP) for 8 s and continued, with calls in its socket",
        within: 6,
        truth => truth.FreezeAsync(Victim, seconds: 8));

    [Fact]
    public Task A_process_is_stopped() => AfterAsync("a process stopped (SIGTERM)", within: 6, truth => truth.StopAsync(Victim));

    [Fact]
    public Task Every_process_is_restarted_one_after_the_other() => AfterAsync(
        "each of 3 processes restarted, one after the other",
        within: 25,
        async truth =>
        {
            for (var process = 0; process < truth.Fleet.All.Count; process++)
                await truth.RestartAsync(process);
        });

    [Fact]
    public Task Heartbeats_hang_for_ten_seconds() =>
        AfterAsync("heartbeats hang for 10 s (their table is locked)", within: 11, truth => truth.LockMembersAsync(seconds: 10));

    [Fact]
    public Task The_database_is_cut_off_from_one_process() => AfterAsync(
        "the database cut off from one process for 6 s", within: 7, _ => shared.CutDatabaseAsync(seconds: 6));

    [Fact]
    public Task Rows_are_changed_by_SQL() => AfterAsync(
        "rows changed and removed by SQL",
        within: 1,
        async truth =>
        {
            await truth.ChangesEndedAsync();
            await truth.ChangeBySqlAsync();
        },
        isBySql: true);

    private async Task AfterAsync(string fault, double within, Func<TruthScenario, Task> strike, bool isBySql = false)
    {
        await using var truth = await TruthScenario.StartAsync(shared.Fleet, output, _random);
        truth.EndChangesWithin(within);
        await TruthScenario.PassAsync(0.5);
        await strike(truth);
        await truth.EndAsync(fault, isBySql);
    }
}
