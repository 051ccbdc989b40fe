using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <content>Reads the journal and saves the progress.</content>
internal sealed partial class SendingTurn
{
    private static readonly TimeSpan SaveAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RenewAfter = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ReadRangeAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(1);

    private bool _isSaved = true;
    private long _savedAt = clock.GetTimestamp();
    private long _failedAt;
    private long _rangeReadAt;
    private bool _isFailing;

    private DeliveryProgress Progress => new(_cursor.Position, _cursor.Taken, _changes.ToList());

    private TimeSpan UntilDatabase => _isFailing ? PauseAfterFault - clock.GetElapsedTime(_failedAt) : UntilSave;

    private TimeSpan UntilSave => (_isSaved ? RenewAfter : SaveAfter) - clock.GetElapsedTime(_savedAt);

    /// <summary>Saves and reads. When the database fails, posts go on for as long as the lease is held.</summary>
    private async Task UseDatabase(CancellationToken stop)
    {
        if (signal.TakeEntries())
            _cursor.IsBehind = true;
        if (_isFailing && UntilDatabase > TimeSpan.Zero)
            return;
        try
        {
            if (!lease.IsHeld || UntilSave <= TimeSpan.Zero)
                await Save(stop);
            if (lease.IsHeld)
                await Read(stop);
            _isFailing = false;
        }
        catch (Exception fault)
        {
            if (stop.IsCancellationRequested)
                return;
            if (!_isFailing)
                DatabaseFails(logger, fault);
            (_isFailing, _failedAt) = (true, clock.GetTimestamp());
        }
    }

    private async Task Save(CancellationToken stop)
    {
        await lease.Save(Progress, stop);
        (_isSaved, _savedAt) = (true, clock.GetTimestamp());
        // Should a signal get lost, new entries are seen all the same.
        _cursor.IsBehind = true;
    }

    private async Task Read(CancellationToken stop)
    {
        if (_cursor.IsBehind && clock.GetElapsedTime(_rangeReadAt) >= ReadRangeAfter)
        {
            Drop(await journal.ReadRange(stop));
            _rangeReadAt = clock.GetTimestamp();
        }
        var before = (_cursor.Position, _cursor.Taken);
        await _cursor.Fill(_changes, stop);
        _isSaved &= before == (_cursor.Position, _cursor.Taken);
    }

    // The journal keeps entries for a while only, and is another one after a restoring by hand.
    private void Drop(JournalRange kept)
    {
        if (_cursor.IsBeyond(kept))
        {
            IsAnotherJournal(logger, _cursor.Position);
            _cursor.Restart(kept);
        }
        var dropped = _changes.RemoveUpTo(kept.Removed);
        if (!_cursor.SkipRemoved(kept) && dropped == 0)
            return;
        metrics.CountDropped(dropped);
        HasDropped(logger, kept.Removed, dropped);
        _isSaved = false;
    }

    [LoggerMessage(LogLevel.Warning, "The sender of changes cannot read the journal or save what is delivered. It goes on trying.")]
    private static partial void DatabaseFails(ILogger logger, Exception fault);

    [LoggerMessage(
        LogLevel.Warning,
        "The journal of changes ends before position {Position}, which was sent: it is another one. All changes that it keeps are sent.")]
    private static partial void IsAnotherJournal(ILogger logger, long position);

    [LoggerMessage(
        LogLevel.Error,
        "Changes of users were not sent before the journal dropped them: {Dropped} that the receiver had not accepted, and those up to "
        + "position {Position} that were not read. See docs/changes.md for how a receiver catches up.")]
    private static partial void HasDropped(ILogger logger, long position, int dropped);
}
