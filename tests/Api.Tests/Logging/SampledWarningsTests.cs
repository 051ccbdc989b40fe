using Microsoft.Extensions.Time.Testing;

namespace OrleansUsers.Api.Tests;

public class SampledWarningsTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly SampledWarnings _warnings;

    public SampledWarningsTests() => _warnings = new SampledWarnings(_clock);

    [Fact]
    public void The_first_of_a_kind_is_told_and_then_one_a_minute_with_how_many_were_left_out()
    {
        Assert.Equal((true, 0), Ask("clerk", "signature"));
        foreach (var _ in Enumerable.Range(0, 1_000))
            Assert.Equal((false, 0), Ask("clerk", "signature"));
        _clock.Advance(TimeSpan.FromSeconds(59.9));
        Assert.Equal((false, 0), Ask("clerk", "signature"));
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal((true, 1_001), Ask("clerk", "signature"));
        Assert.Equal((false, 0), Ask("clerk", "signature"));
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal((true, 1), Ask("clerk", "signature"));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((true, 0), Ask("clerk", "signature"));
    }

    [Fact]
    public void Each_provider_and_each_reason_is_told_by_itself()
    {
        var kinds = new[] { ("clerk", "signature"), ("clerk", "clock"), ("auth0", "signature"), ("", "clerksignature") };
        foreach (var (provider, reason) in kinds)
        {
            Assert.Equal((true, 0), Ask(provider, reason));
            Assert.Equal((false, 0), Ask(provider, reason));
        }
    }

    [Fact]
    public async Task Of_many_at_once_one_is_told_and_all_others_are_counted()
    {
        const int askers = 16, each = 10_000;
        var told = 0;
        await Task.WhenAll(Enumerable.Range(0, askers).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < each; i++)
            {
                if (_warnings.ShouldLog("clerk", "signature", out var _))
                    Interlocked.Increment(ref told);
            }
        })));
        Assert.Equal(1, told);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((true, (askers * each) - 1), Ask("clerk", "signature"));
    }

    [Fact]
    public void What_is_not_told_takes_no_memory()
    {
        Ask("clerk", "signature");
        Ask("clerk", "signature");
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
            _warnings.ShouldLog("clerk", "signature", out _);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000);
    }

    [Fact]
    public void Reasons_without_end_fill_no_memory_and_those_that_are_known_stay_known()
    {
        Ask("clerk", "signature");
        var told = Enumerable.Range(0, 100_000).Count(i => Ask("clerk", $"reason {i}").IsLogged);
        Assert.InRange(told, 1, 1_001);
        Assert.Equal((false, 0), Ask("clerk", "signature"));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((true, 1), Ask("clerk", "signature"));
    }

    private (bool IsLogged, long Suppressed) Ask(string provider, string reason) =>
        (_warnings.ShouldLog(provider, reason, out var suppressed), suppressed);
}
