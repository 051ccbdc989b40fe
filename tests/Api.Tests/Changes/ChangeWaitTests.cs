using Microsoft.Extensions.Time.Testing;

namespace OrleansUsers.Api.Tests;

/// <summary>Calls that wait for a change.</summary>
public sealed class ChangeWaitTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _clock = new();
    private readonly FakeJournal _journal = new();
    private readonly ChangeSignal _signal = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _aborted = new();

    [Fact]
    public async Task A_wait_ends_with_the_next_change_and_not_with_a_write_that_made_no_version()
    {
        var waiting = Wait();
        _signal.Changed(_journal.Add([("user_1", null)]));
        Assert.False(waiting.IsCompleted);
        _signal.Changed(_journal.Add("user_1"));
        Assert.Equal("user_1", Assert.Single((await waiting.WaitAsync(Patience))!.Items).UserId);
    }

    [Fact]
    public async Task A_change_between_the_reading_and_the_waiting_is_not_missed()
    {
        _journal.AfterRead = () =>
        {
            _journal.AfterRead = () => { };
            _signal.Changed(_journal.Add("user_1"));
        };
        Assert.Equal("user_1", Assert.Single((await Wait().WaitAsync(Patience))!.Items).UserId);
    }

    [Fact]
    public async Task Without_a_change_the_answer_is_empty_when_the_time_is_over()
    {
        var waiting = Wait();
        _clock.Advance(TimeSpan.FromSeconds(29));
        Assert.False(waiting.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty((await waiting.WaitAsync(Patience))!.Items);
    }

    [Fact]
    public async Task A_wait_ends_when_the_process_stops()
    {
        var waiting = Wait();
        await _stopping.CancelAsync();
        Assert.Empty((await waiting.WaitAsync(Patience))!.Items);
    }

    [Fact]
    public async Task A_wait_ends_when_the_client_disconnects()
    {
        var waiting = Wait();
        await _aborted.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Patience));
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _aborted.Dispose();
    }

    private Task<ChangePage?> Wait() => new ChangeFeed(_journal, _clock).WaitForItems(
        default, 10, TimeSpan.FromSeconds(30), _signal, _clock, _stopping.Token, _aborted.Token);
}
