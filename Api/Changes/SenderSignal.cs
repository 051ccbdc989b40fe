using System.Threading.Channels;
using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>Wakes the sender when the journal has a new entry and when a post has ended.</summary>
internal sealed class SenderSignal(TimeProvider clock) : IChangeListener
{
    private readonly Channel<bool> _channel = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private int _hasEntries;

    public void Changed(JournalEntry entry)
    {
        Volatile.Write(ref _hasEntries, 1);
        Wake();
    }

    public void Wake() => _channel.Writer.TryWrite(true);

    /// <summary>Whether the journal got an entry since the last call.</summary>
    public bool TakeEntries() => Interlocked.Exchange(ref _hasEntries, 0) == 1;

    /// <summary>Returns at the next signal, after the time, or when cancelled.</summary>
    public async Task Wait(TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(_channel.Reader.WaitToReadAsync(end.Token).AsTask(), Task.Delay(atMost, clock, end.Token));
        await end.CancelAsync();
        _channel.Reader.TryRead(out _);
    }
}
