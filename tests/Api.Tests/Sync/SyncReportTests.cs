namespace OrleansUsers.Api.Tests;

public sealed class SyncReportTests
{
    private static readonly SyncAnswer Completed = new() { State = SyncAnswer.Completed };

    [Fact]
    public void Every_number_has_a_line_and_the_values_are_aligned()
    {
        var start = DateTimeOffset.UnixEpoch;
        var state = Completed with { StartedAt = start, FinishedAt = start.AddSeconds(65), Seen = 100_000, LastError = "one\ntwo" };
        var lines = SyncReport.Lines(state, isDryRun: true, TimeSpan.Zero).ToArray();
        Assert.Equal(13, lines.Length);
        Assert.Contains("state         completed (dry run)", lines);
        Assert.Contains("time taken    1 min 5 s", lines);
        Assert.Contains("seen          100,000", lines);
        Assert.Contains("missing here  -", lines);
        Assert.Contains("last error    one two", lines);
    }

    [Fact]
    public void Differences_fail_a_dry_run_only()
    {
        SyncAnswer[] different = [Completed with { MissingHere = 1 }, Completed with { StaleHere = 1 }, Completed with { GoneThere = 1 }];
        Assert.All(different, state => Assert.Equal((1, 0), ExitCodes(state)));
        Assert.Equal((0, 0), ExitCodes(Completed with { Created = 1, MissingHere = 0 }));
    }

    [Fact]
    public void Errors_and_a_run_that_did_not_complete_are_no_success() => Assert.All(
        [Completed with { Errors = 1 }, Completed with { State = "failed" }, Completed with { State = "cancelled" }],
        state => Assert.Equal((1, 1), ExitCodes(state)));

    [Fact]
    public void Users_who_are_gone_and_were_left_are_told_with_the_option_that_deletes_them()
    {
        var state = Completed with { GoneThere = 3, Deleted = 1 };
        Assert.StartsWith("2 that are gone", SyncReport.Lines(state, isDryRun: false, default).Last(), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "--delete-missing", SyncReport.Lines(state with { Deleted = 3 }, isDryRun: false, default).Last(), StringComparison.Ordinal);
    }

    private static (int Dry, int Real) ExitCodes(SyncAnswer state) =>
        (SyncReport.ExitCode(state, isDryRun: true), SyncReport.ExitCode(state, isDryRun: false));
}
