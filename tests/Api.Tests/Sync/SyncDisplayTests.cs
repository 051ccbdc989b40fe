using Microsoft.Extensions.Time.Testing;

namespace OrleansUsers.Api.Tests;

public sealed class SyncDisplayTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly StringWriter _output = new() { NewLine = "\n" };

    public void Dispose() => _output.Dispose();

    [Fact]
    public void Outside_a_terminal_there_is_a_line_every_five_seconds()
    {
        Run(new SyncDisplay(_output, null, _clock), halfSeconds: 21);
        Assert.Equal(3, Lines.Length);
        Assert.DoesNotContain('\r', _output.ToString());
        Assert.EndsWith("100/s  9 s left", Lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void On_a_terminal_one_line_is_drawn_over_and_is_never_wider()
    {
        var display = new SyncDisplay(_output, () => 40, _clock);
        Run(display, halfSeconds: 21);
        display.End();
        var drawn = Assert.Single(Lines).Split('\r')[1..];
        Assert.Equal(21, drawn.Length);
        Assert.All(drawn, text => Assert.InRange(text.Length, 1, 39));
    }

    [Fact]
    public void A_reason_to_wait_is_said_once_and_again_when_it_is_another()
    {
        var display = new SyncDisplay(_output, null, _clock);
        foreach (var reason in new[] { "one\u001b", "one\u001b", "two" })
            display.Show(new SyncAnswer { State = "running", LastError = reason });
        Assert.Equal(["waiting: one ", "waiting: two"], Lines.Where(line => line.StartsWith("waiting", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_rate_is_that_of_the_last_ten_seconds_and_begins_anew_with_a_new_run()
    {
        var rate = new SyncRate(_clock);
        Assert.Null(rate.Add(0));
        for (var second = 1; second <= 20; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            rate.Add(second <= 10 ? second * 1000 : 10_000 + ((second - 10) * 10));
        }
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(10, rate.Add(10_110));
        Assert.Null(rate.Add(5));
    }

    private string[] Lines => _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private void Run(SyncDisplay display, int halfSeconds)
    {
        for (var i = 0; i < halfSeconds; i++)
        {
            display.Show(new SyncAnswer { State = "running", Seen = i * 50, Total = 1400 });
            _clock.Advance(TimeSpan.FromSeconds(0.5));
        }
    }
}
