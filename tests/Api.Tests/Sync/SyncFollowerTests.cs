using Microsoft.Extensions.Time.Testing;

namespace OrleansUsers.Api.Tests;

public sealed class SyncFollowerTests
{
    private static readonly SyncReply Running = new(new SyncAnswer { State = "running" });
    private static readonly SyncReply Away = SyncReply.Temporary("It is away.");
    private static readonly SyncReply Idle = new(new SyncAnswer { State = SyncAnswer.Idle });

    private readonly FakeTimeProvider _clock = new();
    private int _looks;

    [Theory, InlineData("completed"), InlineData("failed"), InlineData("cancelled")]
    public async Task A_run_is_followed_to_its_end_over_restarts_of_the_API(string end)
    {
        var last = await Follow(look => look switch
        {
            < 50 or (>= 60 and < 110) => Away,
            < 60 => Running,
            _ => new SyncReply(new SyncAnswer { State = end }),
        });
        Assert.Equal(end, last.State?.State);
    }

    [Fact]
    public async Task After_a_minute_without_an_answer_it_gives_up()
    {
        Assert.Same(Away, await Follow(_ => Away));
        Assert.Equal(60, _looks);
    }

    [Fact]
    public async Task A_run_that_the_API_has_forgotten_is_not_waited_for_for_ever() =>
        Assert.Contains("does not know", (await Follow(_ => Idle)).Refusal, StringComparison.Ordinal);

    [Fact]
    public async Task A_refusal_for_good_ends_it_at_once()
    {
        await Follow(look => look == 0 ? Running : SyncReply.Final("No."));
        Assert.Equal(2, _looks);
    }

    // Each look takes a second.
    private Task<SyncReply> Follow(Func<int, SyncReply> look)
    {
        var display = new SyncDisplay(TextWriter.Null, null, _clock);
        return new SyncFollower(
            _ =>
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(look(_looks++));
            },
            display,
            _clock).Follow(TestContext.Current.CancellationToken);
    }
}
