namespace OrleansUsers.Api.Tests;

public sealed class SyncBarTests
{
    private static readonly SyncAnswer Running = new() { State = "running", Provider = "clerk" };

    [Fact]
    public void The_bar_tells_how_far_how_fast_and_how_long()
    {
        var state = Running with { Seen = 42_000, Total = 100_000, Requests = 210 };
        Assert.Equal(
            "clerk [########------------] 42 %  42,000 of 100,000  1,830/s  32 s left  210 requests", SyncBar.Text(state, 1_830));
    }

    [Theory]
    [InlineData(1.0, "1/s  5 s left")]
    [InlineData(0.25, "0.3/s  20 s left")]
    [InlineData(0.01, "under 0.1/s  8 min 20 s left")]
    [InlineData(0.0001, "under 0.1/s  13 h 53 min left")]
    public void A_slow_run_is_not_said_to_be_fast(double rate, string text) =>
        Assert.Contains(text, SyncBar.Text(Running with { Seen = 5, Total = 10 }, rate), StringComparison.Ordinal);

    [Fact]
    public void Without_a_rate_nothing_is_foretold() =>
        Assert.Equal("clerk [##########----------] 50 %  5 of 10", SyncBar.Text(Running with { Seen = 5, Total = 10 }, null));

    [Fact]
    public void While_the_total_is_unknown_it_counts()
    {
        Assert.Equal("clerk  counting", SyncBar.Text(Running, null));
        Assert.Equal("clerk  counting  500 seen  1 request", SyncBar.Text(Running with { Seen = 500, Requests = 1 }, 100));
        Assert.Equal("sync  counting", SyncBar.Text(new SyncAnswer(), null));
    }

    [Theory, InlineData(10, 10), InlineData(12, 10), InlineData(0, 0)]
    public void When_all_users_were_seen_it_looks_for_deleted_ones(long seen, long total)
    {
        var state = Running with { Seen = seen, Total = total };
        Assert.StartsWith("clerk [####################] 100 %  ", SyncBar.Text(state, 5), StringComparison.Ordinal);
        Assert.EndsWith("looking for deleted users", SyncBar.Text(state, 5), StringComparison.Ordinal);
        Assert.EndsWith($"{seen} of {total}", SyncBar.Text(state with { State = SyncAnswer.Completed }, 5), StringComparison.Ordinal);
    }

    [Fact]
    public void Not_quite_all_is_not_100_percent() =>
        Assert.Contains("-] 99 %", SyncBar.Text(Running with { Seen = 99_999, Total = 100_000 }, null), StringComparison.Ordinal);

    [Theory, InlineData(0, "0 s"), InlineData(59.9, "59 s"), InlineData(61, "1 min 1 s"), InlineData(90_060, "25 h 1 min")]
    public void A_time_has_its_two_largest_units(double seconds, string text) =>
        Assert.Equal(text, SyncBar.Time(TimeSpan.FromSeconds(seconds)));
}
