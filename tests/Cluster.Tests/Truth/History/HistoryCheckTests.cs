using CsCheck;

namespace OrleansUsers.Cluster.Tests;

/// <summary>The checker finds each kind of wrong history, and none in a right one.</summary>
public sealed class HistoryCheckTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_read_during_a_write_may_see_it_or_not() =>
        Assert.Empty(HistoryCheck.Linearizable(
            [.. Write(1, 0, 1), .. Write(2, 2, 6), Read(1, 3, 4), Read(2, 4.5, 5), Read(2, 7, 8)]));

    [Fact]
    public void A_read_that_misses_an_acknowledged_write_is_found() =>
        Assert.Single(HistoryCheck.Linearizable([.. Write(1, 0, 1), .. Write(2, 2, 3), Read(1, 4, 5)]));

    [Fact]
    public void A_read_that_is_older_than_an_earlier_one_at_another_process_is_found_though_nothing_was_acknowledged() =>
        Assert.Single(HistoryCheck.Linearizable(
            [.. Write(1, 0, 1), Sent(2, 2), Read(2, 3, 4, process: 0), Read(1, 5, 6, process: 1)]));

    [Fact]
    public void Reads_that_overlap_may_come_in_any_order() =>
        Assert.Empty(HistoryCheck.Linearizable([.. Write(1, 0, 1), Sent(2, 2), Read(2, 3, 5), Read(1, 4, 6)]));

    [Fact]
    public void A_write_without_an_answer_may_appear_late_or_never() =>
        Assert.Empty(HistoryCheck.Linearizable([.. Write(1, 0, 1), Sent(2, 2), Read(1, 3, 4), Read(2, 5, 6), Read(2, 7, 8)]));

    [Theory, InlineData(7), InlineData(2)]
    public void A_read_of_what_nobody_had_written_is_found(int number) =>
        Assert.Single(HistoryCheck.Linearizable([.. Write(1, 0, 1), Read(number, 2, 3), .. Write(2, 4, 5)]));

    [Fact]
    public void A_deletion_that_comes_undone_is_found() =>
        Assert.Single(HistoryCheck.Linearizable(
            [.. Write(1, 0, 1), .. Write(Observation.Deleted, 2, 3), .. Write(2, 4, 5), Read(2, 6, 7), Read(Observation.Deleted, 6, 7)]));

    [Fact]
    public void Two_states_under_one_version_are_found() =>
        Assert.Single(HistoryCheck.Linearizable(
            [.. Write(1, 0, 1), Sent(2, 2), Read(1, 3, 5) with { Version = 4 }, Read(2, 3, 5) with { Version = 4 }]));

    [Fact]
    public void Users_are_apart() =>
        Assert.Empty(HistoryCheck.Linearizable(
            [.. Write(1, 0, 1), .. Write(2, 2, 3), .. Write(1, 0, 1).Select(Other), Other(Read(1, 4, 5))]));

    [Fact]
    public void What_was_acknowledged_a_second_ago_must_be_seen_and_what_was_acknowledged_just_now_need_not()
    {
        Observation[] calls = [.. Write(1, 0, 1), .. Write(2, 2, 3), Read(1, 3.9, 5), Read(1, 4.1, 5)];
        Assert.Equal(calls[^1], Assert.Single(HistoryCheck.Stale(calls, Second)).Read);
    }

    [Fact]
    public void A_register_that_holds_the_maximum_makes_right_histories_only() =>
        Register.Any.Sample(calls => HistoryCheck.Linearizable(calls).Count == 0 && HistoryCheck.Stale(calls, TimeSpan.Zero).Count == 0);

    [Fact]
    public void One_read_of_a_right_history_made_older_than_what_was_acknowledged_is_found() =>
        Register.Any.Sample(calls =>
        {
            var acknowledged = calls.Where(call => call.IsWrite).Max(call => call.Number);
            var late = Read(acknowledged - 1, 1_000, 1_001);
            return acknowledged == 1 || HistoryCheck.Linearizable([.. calls, late]).Count == 1;
        });

    private static Observation Read(int number, double from, double to, int process = 0) =>
        new("user_1", process, "read", IsWrite: false, Second * from, Second * to, number);

    private static Observation Sent(int number, double at) =>
        new("user_1", 0, "write", IsWrite: true, Second * at, TimeSpan.MaxValue, number);

    private static Observation[] Write(int number, double from, double to) =>
        [Sent(number, from), Sent(number, from) with { ReturnedAt = Second * to }];

    private static Observation Other(Observation call) => call with { User = "user_2" };
}
