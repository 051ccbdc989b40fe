using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace OrleansUsers.Api.Tests;

public class RequestBudgetTests
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private readonly JumpingClock _clock = new();
    private readonly List<DateTimeOffset> _sent = [];

    private enum Step
    {
        Send,
        Pause,
        Refuse,
        Assume,
    }

    [Fact]
    public async Task The_limit_holds_in_any_ten_seconds_whatever_happens()
    {
        var step = Gen.Select(
            Gen.Frequency((20, Gen.Const(Step.Send)), (4, Gen.Const(Step.Pause)), (1, Gen.Const(Step.Refuse)), (1, Gen.Const(Step.Assume))),
            Gen.Int[0, 15_000]);
        await Gen.Select(Gen.Int[1, 30], step.Array[0, 300]).SampleAsync(
            async (limit, steps) =>
            {
                var clock = new JumpingClock();
                var budget = new RequestBudget(limit, clock);
                var sent = new List<DateTimeOffset>();
                foreach (var (what, milliseconds) in steps)
                {
                    switch (what)
                    {
                        case Step.Send:
                            await budget.Acquire(CancellationToken.None);
                            sent.Add(clock.GetUtcNow());
                            break;
                        case Step.Pause:
                            clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
                            break;
                        case Step.Refuse:
                            budget.Refused(milliseconds % 2 == 0 ? TimeSpan.FromMilliseconds(milliseconds) : null);
                            break;
                        default:
                            budget.AssumeUsed();
                            break;
                    }
                }
                return MostIn10Seconds(sent) <= limit;
            },
            iter: 300);
    }

    [Fact]
    public async Task Without_a_refusal_all_of_the_limit_is_used()
    {
        var start = _clock.GetUtcNow();
        await Send(new RequestBudget(50, _clock), 500);
        Assert.InRange(_sent[^1] - start, 9 * Period, 10 * Period);
        Assert.Equal(50, MostIn10Seconds(_sent));
    }

    [Fact]
    public async Task After_a_429_it_waits_as_long_as_it_was_told_and_then_sends_fewer_and_slowly_more_again()
    {
        var budget = new RequestBudget(40, _clock);
        await Send(budget, 40);
        var refusedAt = _clock.GetUtcNow();
        // Those that were under way together are refused together.
        for (var n = 0; n < 10; n++)
            budget.Refused(TimeSpan.FromSeconds(60));

        await Send(budget, 300);
        var after = _sent[40..];
        Assert.InRange(after[0] - refusedAt, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(61));
        Assert.InRange(MostIn10Seconds(after.TakeWhile(at => at < after[0] + Period)), 30, 36);
        Assert.Equal(40, MostIn10Seconds(after));
    }

    [Fact]
    public async Task After_a_429_without_a_time_it_waits_a_second_and_sends_three_quarters()
    {
        var budget = new RequestBudget(40, _clock);
        await Send(budget, 40);
        _clock.Advance(2 * Period);
        await Send(budget, 40);
        budget.Refused(null);
        Assert.InRange(await TimeOfNext(budget), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(11));
        await Send(budget, 80);
        Assert.Equal(30, MostIn10Seconds(_sent[80..^1]));
    }

    [Fact]
    public async Task The_more_often_it_is_refused_the_fewer_it_sends_but_always_one()
    {
        var budget = new RequestBudget(40, _clock);
        for (var n = 0; n < 30; n++)
        {
            await Send(budget, 1);
            budget.Refused(null);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }
        _sent.Clear();
        await Send(budget, 3);
        Assert.Equal(1, MostIn10Seconds(_sent));
    }

    [Fact]
    public async Task After_a_take_over_the_requests_are_spread_as_if_another_process_had_sent_all()
    {
        var budget = new RequestBudget(40, _clock);
        var start = _clock.GetUtcNow();
        budget.AssumeUsed();
        await Send(budget, 40);
        var step = Period / 40;
        Assert.All(_sent.Prepend(start).Zip(_sent), pair => Assert.InRange(pair.Second - pair.First, step * 0.9, step * 1.2));
    }

    [Fact]
    public async Task After_a_take_over_the_requests_of_this_process_still_count()
    {
        var budget = new RequestBudget(40, _clock);
        await Send(budget, 40);
        budget.AssumeUsed();
        await Send(budget, 80);
        Assert.Equal(40, MostIn10Seconds(_sent));
    }

    private async Task Send(RequestBudget budget, int count)
    {
        for (var n = 0; n < count; n++)
        {
            await budget.Acquire(TestContext.Current.CancellationToken);
            _sent.Add(_clock.GetUtcNow());
        }
    }

    private async Task<TimeSpan> TimeOfNext(RequestBudget budget)
    {
        var start = _clock.GetUtcNow();
        await Send(budget, 1);
        return _clock.GetUtcNow() - start;
    }

    private static int MostIn10Seconds(IEnumerable<DateTimeOffset> times)
    {
        var sent = times.ToArray();
        return sent.Length == 0 ? 0 : sent.Max(start => sent.Count(at => at >= start && at < start + Period));
    }

    /// <summary>A clock that jumps to the time that somebody waits for.</summary>
    private sealed class JumpingClock : FakeTimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            if (dueTime > TimeSpan.Zero)
                Advance(dueTime);
            return timer;
        }
    }
}
