using System.Collections.Concurrent;

namespace OrleansUsers.Api;

/// <summary>The tries that are under way, 16 at most. For one caller at a time.</summary>
internal sealed class ChangePosts(ChangeDelivery delivery, SenderSignal signal) : IDisposable
{
    private const int Max = 16;

    private readonly ConcurrentQueue<ChangeAnswer> _answers = new();
    private CancellationTokenSource _cancelled = new();
    private int _running;

    public bool HasRoom => _running < Max;

    public bool IsRunning => _running > 0;

    /// <summary>Begins a try. Its answer wakes the caller.</summary>
    public void Start(QueuedChange change, SenderLease lease)
    {
        _running++;
        var cancelled = _cancelled.Token;
        // The thread pool serves other requests between two steps of a try.
        _ = Task.Run(async () =>
        {
            var answer = await delivery.Try(change, lease, cancelled);
            _answers.Enqueue(new ChangeAnswer(change, answer));
            signal.Wake();
        });
    }

    /// <summary>What became of a try that has ended; null when none has ended since.</summary>
    public ChangeAnswer? TakeAnswer()
    {
        if (!_answers.TryDequeue(out var answer))
            return null;
        _running--;
        return answer;
    }

    /// <summary>Cancels what is under way. Each try still has an answer, within milliseconds.</summary>
    public async Task Cancel()
    {
        if (_running == 0)
            return;
        using var cancelled = _cancelled;
        _cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
    }

    public void Dispose() => _cancelled.Dispose();
}

/// <summary>What became of a try to deliver a change.</summary>
internal sealed record ChangeAnswer(QueuedChange Change, ReceiverClient.Answer Answer);
