namespace OrleansUsers.Silo.Tests;

/// <summary>
/// States of a sync that earlier builds wrote, in <c>rows/</c>, must always load. A change of the format adds files and changes none.
/// </summary>
public class StoredSyncTests
{
    private static readonly GrainStateSerializer Serializer = new();

    [Fact]
    public void A_run_of_the_first_format_goes_on_where_it_was()
    {
        var run = Load(Text()).Run!;

        Assert.Equal((SyncRunState.Running, new SyncRequest(false, true, false), 5000L), (run.State, run.Request, run.Total));
        Assert.Equal((1500L, 1400L, 60L, 39L, 1L), (
            run.Counts.Seen, run.Counts.Created, run.Counts.Updated, run.Counts.Unchanged, run.Counts.Errors));
        Assert.Equal("""{"ranges":[{"from":null,"to":null}]}""", run.Position);
        Assert.Null(run.FinishedAt);
    }

    [Fact]
    public void Lanes_drift_and_unconfirmed_changes_of_the_first_format_load()
    {
        var state = Load(Text());

        Assert.Equal((100L, null), (state.Head!.Counts.Seen, state.Head.LastError));
        Assert.Equal("The provider answered 503 to GET /v1/users/count.", state.Deletion!.LastError);
        Assert.Equal(("1795766400000", "api-1 17", true), (state.HeadPosition, state.Worker, state.HasCompleted));
        Assert.Equal(new SyncDrift(At(7, 0), 3, At(7, 30)), state.Drift);
        Assert.Equal([new SyncedChange("user_1", At(7, 59).AddSeconds(59))], state.Unconfirmed);
    }

    [Fact]
    public void The_newest_format_is_written_as_it_is_on_file() => Assert.Equal(Text(), Serializer.Serialize(Load(Text())).ToString());

    [Fact]
    public void A_row_without_any_member_is_a_sync_that_has_not_begun()
    {
        var state = Load("{}");

        Assert.Empty(state.Unconfirmed);
        Assert.Equal(new SyncState { Unconfirmed = state.Unconfirmed }, state);
    }

    [Fact]
    public void Members_that_a_row_lacks_have_the_values_of_a_new_state()
    {
        var state = Load("""{"run":{},"head":{}}""");

        Assert.Equal(new SyncRun(), state.Run);
        Assert.Equal(new SyncLane(), state.Head);
    }

    private static DateTimeOffset At(int hour, int minute) => new(2026, 11, 27, hour, minute, 0, TimeSpan.Zero);

    private static SyncState Load(string row) => Serializer.Deserialize<SyncState>(new BinaryData(row));

    private static string Text() =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Storage", "rows", "v1-sync.json")).TrimEnd();
}
