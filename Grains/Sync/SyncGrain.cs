namespace OrleansUsers.Grains;

/// <summary>Stores what is to be done for one provider, and gives the work to one process at a time.</summary>
[GrainType("sync")]
internal sealed class SyncGrain(
    [PersistentState("sync")] IPersistentState<SyncState> stored, IMembershipLease lease, TimeProvider clock) : Grain, ISyncGrain
{
    private long _calledAt;
    private string? _lastWorker;

    private SyncState State => stored.State;

    private bool IsHeld => State.Worker is not null && clock.GetElapsedTime(_calledAt) < SyncWork.Lease;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // The worker of before may not know that the grain has moved.
        _calledAt = clock.GetTimestamp();
        return Task.CompletedTask;
    }

    public Task<SyncState> Get()
    {
        lease.Check();
        return Task.FromResult(State);
    }

    public async Task<bool> Start(SyncRequest request)
    {
        if (State.Run is { State: SyncRunState.Running })
            return false;
        await Write(State with { Run = new SyncRun { State = SyncRunState.Running, Request = request, StartedAt = clock.GetUtcNow() } });
        return true;
    }

    public async Task<bool> Cancel(bool waits)
    {
        if (State.Run is not { State: SyncRunState.Running } run)
            return false;
        await Write(waits && IsHeld
            ? State with { Run = run with { IsCancelling = true } }
            : State with { Run = Cancelled(run), Worker = null });
        return true;
    }

    public async Task<SyncWork?> Take(string worker, SyncSchedule? schedule)
    {
        if (IsHeld && State.Worker != worker)
            return null;
        if (State.Run is { State: SyncRunState.Running, IsCancelling: true } run)
            await Write(State with { Run = Cancelled(run) });
        if (Next(schedule) is not { } kind)
            return null;
        _calledAt = clock.GetTimestamp();
        var isTakenOver = _lastWorker != worker;
        if (State.Worker != worker)
            await Write(State with { Worker = worker });
        _lastWorker = worker;
        return new SyncWork(kind, State, isTakenOver);
    }

    public async Task<bool> Save(string worker, SyncWorkKind kind, SyncUpdate? update)
    {
        if (State.Worker != worker)
            return false;
        _calledAt = clock.GetTimestamp();
        if (update is not null)
            await Write(After(kind, update));
        return kind == SyncWorkKind.Run
            ? State.Run is { State: SyncRunState.Running, IsCancelling: false }
            : State.Run is not { State: SyncRunState.Running };
    }

    private SyncWorkKind? Next(SyncSchedule? schedule) =>
        State.Run is { State: SyncRunState.Running } ? SyncWorkKind.Run
        : schedule is null ? null
        : IsDue(State.Head, schedule) ? SyncWorkKind.Head
        : schedule.HasDeletionLane && IsDue(State.Deletion, schedule) ? SyncWorkKind.Deletion
        : null;

    // A clock that was set back must not stop the lanes.
    private bool IsDue(SyncLane? lane, SyncSchedule schedule) =>
        lane is null || (clock.GetUtcNow() - lane.StartedAt).Duration() >= schedule.Every;

    private SyncState After(SyncWorkKind kind, SyncUpdate update)
    {
        var next = State with
        {
            HeadPosition = update.HeadPosition ?? State.HeadPosition,
            Drift = update.Unconfirmed is null ? State.Drift : update.Drift,
            Unconfirmed = update.Unconfirmed ?? State.Unconfirmed,
            Worker = update.Releases ? null : State.Worker,
        };
        if (update.Lane is { } lane)
            return (kind == SyncWorkKind.Head ? next with { Head = lane } : next with { Deletion = lane }) with { Worker = null };
        // A run that was cancelled, and perhaps started again, is not the worker's any more.
        if (update.Run is not { } run || State.Run is not { State: SyncRunState.Running } current || current.StartedAt != run.StartedAt)
            return next;
        return run.State == SyncRunState.Running
            ? next with { Run = run with { IsCancelling = current.IsCancelling } }
            : next with
            {
                Run = run,
                Worker = null,
                HasCompleted = State.HasCompleted || run is { State: SyncRunState.Completed, Request.DryRun: false },
            };
    }

    private SyncRun Cancelled(SyncRun run) => run with
    {
        State = SyncRunState.Cancelled,
        FinishedAt = clock.GetUtcNow(),
        Position = null,
        IsCancelling = false,
    };

    private Task Write(SyncState next) => stored.Replace(next, DeactivateOnIdle);
}
