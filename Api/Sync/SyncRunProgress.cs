using System.Text.Json;

namespace OrleansUsers.Api;

/// <summary>How far a run is. It is stored after each page, so that another process can go on there.</summary>
internal sealed class SyncRunProgress : IDisposable
{
    private readonly SyncRun _run;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _saving = new(1);
    private RunPosition _position;
    private long? _total;
    private long _changes;
    private long _saved;

    public SyncRunProgress(SyncJob job)
    {
        Job = job;
        _run = job.Work.State.Run!;
        _total = _run.Total;
        _position = _run.Position is { } text ? JsonSerializer.Deserialize(text, SyncJson.Default.RunPosition)! : new RunPosition();
    }

    public SyncJob Job { get; }

    public SyncRequest Request => _run.Request;

    public RunPosition Position
    {
        get
        {
            lock (_lock)
                return _position;
        }
    }

    public IReadOnlyList<CreationRange> Ranges => Position.Ranges;

    /// <summary>What the run has found and done until now.</summary>
    public SyncCounts Counts => WithUnchanged(Position.Counts) with { Requests = Job.Requests };

    /// <summary>Stores the ranges to read.</summary>
    public Task Begin(long total, IReadOnlyList<CreationRange> ranges, CancellationToken cancellationToken)
    {
        _total = total;
        return Change(position => position with { Ranges = [.. ranges] }, cancellationToken);
    }

    /// <summary>Stores a range after a page.</summary>
    public Task Replace(int at, CreationRange range, CancellationToken cancellationToken) => Change(
        position =>
        {
            var ranges = position.Ranges.ToArray();
            ranges[at] = range;
            return position with { Ranges = ranges };
        },
        cancellationToken);

    /// <summary>Changes the position, and stores it. Changes that are made meanwhile are stored together.</summary>
    public async Task Change(Func<RunPosition, RunPosition> change, CancellationToken cancellationToken)
    {
        long mine;
        lock (_lock)
        {
            _position = change(_position);
            mine = ++_changes;
        }
        await _saving.WaitAsync(cancellationToken);
        try
        {
            if (_saved >= mine)
                return;
            var (run, changes) = Snapshot();
            await Job.SavePatiently(new SyncUpdate { Run = run }, cancellationToken);
            _saved = changes;
        }
        finally
        {
            _saving.Release();
        }
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Stores the run as it is now.</summary>
    public async Task Store(CancellationToken cancellationToken)
    {
        // Two snapshots must not pass each other.
        await _saving.WaitAsync(cancellationToken);
        try
        {
            var (run, changes) = Snapshot();
            await Job.Save(new SyncUpdate { Run = run });
            _saved = changes;
        }
        finally
        {
            _saving.Release();
        }
    }

    /// <summary>The run as it is now.</summary>
    public SyncRun Current() => Snapshot().Run;

    public void Dispose() => _saving.Dispose();

    private (SyncRun Run, long Changes) Snapshot()
    {
        lock (_lock)
        {
            return (
                _run with
                {
                    // More users may have been created meanwhile.
                    Total = _total is { } total ? Math.Max(total, _position.Counts.Seen) : null,
                    Counts = WithUnchanged(_position.Counts) with { Requests = Job.Requests },
                    LastError = Job.Trouble,
                    Position = JsonSerializer.Serialize(_position, SyncJson.Default.RunPosition),
                },
                _changes);
        }
    }

    // A range that is read again finds unchanged what the run itself has stored.
    private static SyncCounts WithUnchanged(SyncCounts counts) =>
        counts with { Unchanged = Math.Max(0, counts.Seen - counts.MissingHere - counts.StaleHere - counts.Errors) };
}
