using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>The time in which this process is the sender: it reads the journal, posts changes and saves what is delivered.</summary>
internal sealed partial class SendingTurn(
    DeliveryProgress start,
    SenderLease lease,
    IChangeJournal journal,
    ChangeDelivery delivery,
    SenderSignal signal,
    DeliveryMetrics metrics,
    ReceiverLog receiver,
    TimeProvider clock,
    ILogger<SendingTurn> logger) : IDisposable
{
    private static readonly TimeSpan PauseWhenTooEarly = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan MaxEnd = TimeSpan.FromSeconds(2);

    private readonly UndeliveredChanges _changes = new(clock);
    private readonly JournalCursor _cursor = new(journal, start);
    private readonly ChangePosts _posts = new(delivery, signal);

    /// <summary>Sends until the process stops or another one is the sender.</summary>
    public async Task Run(CancellationToken stop)
    {
        Begins(logger, start.Position, start.Undelivered.Count);
        foreach (var change in start.Undelivered)
            _changes.Add(change);
        try
        {
            while (!stop.IsCancellationRequested && !lease.IsLost)
            {
                TakeAnswers();
                await UseDatabase(stop);
                if (lease.IsHeld)
                    Post();
                else
                    await _posts.Cancel();
                metrics.Show(_changes);
                await signal.Wait(UntilNextStep(), stop);
            }
        }
        finally
        {
            await End();
        }
    }

    public void Dispose() => _posts.Dispose();

    private void Post()
    {
        while (_posts.HasRoom && _changes.TakeNext() is { } next)
            _posts.Start(next, lease);
    }

    private void TakeAnswers()
    {
        while (_posts.TakeAnswer() is { } ended)
        {
            metrics.Count(ended.Answer.Outcome);
            switch (ended.Answer.Outcome)
            {
                case DeliveryOutcome.Accepted:
                    _changes.Delivered(ended.Change);
                    _isSaved = false;
                    if (_changes.FailingUsers == 0)
                        receiver.Recovered();
                    break;
                case DeliveryOutcome.NotRead or DeliveryOutcome.Cancelled:
                    _changes.Postpone(ended.Change, PauseAfterFault);
                    break;
                case DeliveryOutcome.TooEarly:
                    _changes.Postpone(ended.Change, PauseWhenTooEarly);
                    break;
                default:
                    _changes.Failed(ended.Change);
                    receiver.Failed(ended.Change, ended.Answer);
                    break;
            }
        }
    }

    private TimeSpan UntilNextStep()
    {
        var wait = UntilDatabase;
        if (lease.IsHeld && lease.Left < wait)
            wait = lease.Left;
        if (lease.IsHeld && _posts.HasRoom && _changes.UntilNext is { } next && next < wait)
            wait = next;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    /// <summary>
    /// Cancels what is under way, saves, and gives the lease back. What a receiver accepted of it without our hearing so is sent again.
    /// </summary>
    private async Task End()
    {
        metrics.Clear();
        using var deadline = new CancellationTokenSource(MaxEnd, clock);
        try
        {
            await _posts.Cancel();
            while (_posts.IsRunning && !deadline.IsCancellationRequested)
            {
                await signal.Wait(MaxEnd, deadline.Token);
                TakeAnswers();
            }
            await lease.Release(Progress, deadline.Token);
            Ends(logger);
        }
        catch (Exception fault)
        {
            // The lease ends by itself.
            DatabaseFails(logger, fault);
        }
    }

    [LoggerMessage(
        LogLevel.Information,
        "This process sends changes of users, from position {Position} of the journal on, and {Undelivered} from before.")]
    private static partial void Begins(ILogger logger, long position, int undelivered);

    [LoggerMessage(LogLevel.Information, "This process does not send changes of users any more.")]
    private static partial void Ends(ILogger logger);
}
