using Microsoft.Extensions.Logging;

namespace OrleansUsers.Grains;

/// <summary>
/// Follows the journal in each process: the users here read their rows again when others have changed them, and every
/// <see cref="IChangeListener"/> is called. So whatever keeps a process from noticing a change is repaired soon after the commit.
/// </summary>
/// <remarks>
/// It polls, because a notification of PostgreSQL passes no pooler that gives each transaction another session, and can be lost.
/// </remarks>
internal sealed partial class ChangeFollower(
    IChangeJournal journal, LocalUsers local, IEnumerable<IChangeListener> listeners, TimeProvider clock, ILogger<ChangeFollower> logger)
    : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private const int MaxEntries = 500;
    private const int MaxTriesAtStart = 20;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(0.25);

    private readonly IChangeListener[] _listeners = [.. listeners];
    private readonly CancellationTokenSource _stopping = new();
    private Task _following = Task.CompletedTask;
    private JournalRange _seen;

    // Before any grain is activated: what is committed until then is in the rows that grains read.
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(ChangeFollower),
        ServiceLifecycleStage.RuntimeGrainServices,
        async stop =>
        {
            _seen = await ReadStart(stop);
            _following = Task.Run(Follow, CancellationToken.None);
        },
        async _ =>
        {
            await _stopping.CancelAsync();
            await _following;
        });

    public void Dispose() => _stopping.Dispose();

    // A statement may fail for a moment. The silo would not start for it.
    private async Task<JournalRange> ReadStart(CancellationToken stop)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await journal.ReadRange(stop);
            }
            catch (Exception) when (tries < MaxTriesAtStart && !stop.IsCancellationRequested)
            {
                await Task.Delay(Every, clock, stop);
            }
        }
    }

    private async Task Follow()
    {
        var isFailing = false;
        while (!_stopping.IsCancellationRequested)
        {
            var hasMore = false;
            try
            {
                if (isFailing)
                    await RefreshAllIfRemoved();
                hasMore = await ReadOnce();
                isFailing = false;
            }
            catch (Exception fault) when (!_stopping.IsCancellationRequested)
            {
                if (!isFailing)
                    LogFailed(logger, fault);
                isFailing = true;
            }
            catch
            {
                // The process stops.
            }
            if (!hasMore)
                await Task.Delay(Every, clock, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Passes on the next entries. True when there may be more.</summary>
    private async Task<bool> ReadOnce()
    {
        var entries = await journal.Read(_seen.Last, MaxEntries, _stopping.Token);
        foreach (var entry in entries)
        {
            await local.Refresh(entry.Changes);
            foreach (var listener in _listeners)
                listener.Changed(entry);
            _seen = _seen with { Last = entry.Position };
        }
        return entries.Count == MaxEntries;
    }

    // A journal that has outgrown its limit may have lost entries that were not read here.
    private async Task RefreshAllIfRemoved()
    {
        var range = await journal.ReadRange(_stopping.Token);
        if (range.Removed <= _seen.Last)
            return;
        await local.RefreshAll();
        _seen = _seen with { Last = range.Removed };
    }

    [LoggerMessage(
        LogLevel.Warning,
        "The journal of changes cannot be read. Until it can, this process does not notice what other processes change.")]
    private static partial void LogFailed(ILogger logger, Exception fault);
}
