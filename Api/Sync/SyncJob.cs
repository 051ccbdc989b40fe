namespace OrleansUsers.Api;

/// <summary>
/// Work for one provider that this process has: a run or a lane. It keeps the work while it goes on, and ends it when the run is
/// cancelled or another process has the work.
/// </summary>
internal sealed partial class SyncJob(
    SyncWork work,
    Provider provider,
    string worker,
    ISyncGrain grain,
    SyncUsers users,
    SyncMetrics metrics,
    TimeProvider clock,
    ILogger logger) : IRequestOwner, IDisposable
{
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(1);

    // Another process may take the work over two seconds later.
    private static readonly TimeSpan SureFor = SyncWork.Lease - TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _ended = new();
    private long _renewedAt = clock.GetTimestamp();
    private long _requests = work.Kind == SyncWorkKind.Run ? work.State.Run!.Counts.Requests : 0;
    private volatile string? _trouble;

    public Provider Provider => provider;

    public SyncWork Work => work;

    /// <summary>Is cancelled when the work has to end.</summary>
    public CancellationToken Ended => _ended.Token;

    public bool IsDryRun => work is { Kind: SyncWorkKind.Run, State.Run.Request.DryRun: true };

    /// <summary>
    /// Ranges of creation times in which users are missing here and are not stored, because it is a dry run. There, equal numbers of users
    /// say nothing.
    /// </summary>
    public IReadOnlyList<CreationRange> Incomplete { get; set; } = [];

    /// <summary>How many requests were sent.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>What it waits for; null when the provider answers.</summary>
    public string? Trouble => _trouble;

    /// <summary>An operator waits for a run; a lane comes again.</summary>
    public TimeSpan Patience => work.Kind == SyncWorkKind.Run ? TimeSpan.FromHours(1) : TimeSpan.FromSeconds(20);

    /// <summary>Stores the number of requests and what the work waits for; null for a lane, which stores nothing before its end.</summary>
    public Func<CancellationToken, Task>? Report { get; set; }

    /// <summary>Keeps the work until the process stops or the work has to end.</summary>
    public async Task Keep(CancellationToken stop)
    {
        var reported = (Requests, Trouble);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, Ended);
        while (!either.IsCancellationRequested)
        {
            try
            {
                var current = (Requests, Trouble);
                if (Report is { } report && current != reported)
                    await report(either.Token);
                else
                    await Save(null);
                reported = current;
            }
            catch (Exception) when (!either.IsCancellationRequested)
            {
                // The store fails, or the grain moves. It is asked again, and without an answer no request is sent.
            }
            await Task.Delay(RenewEvery, clock, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Stores how far the work is. The work ends when it is not this process's any more.</summary>
    public async Task Save(SyncUpdate? update)
    {
        var start = clock.GetTimestamp();
        if (await grain.Save(worker, work.Kind, update))
            Volatile.Write(ref _renewedAt, start);
        else
            await _ended.CancelAsync();
    }

    /// <summary>As <see cref="Save"/>, and tries again while the store fails.</summary>
    public async Task SavePatiently(SyncUpdate update, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await Save(update);
                return;
            }
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
            {
                NotSaved(logger, provider.Name, fault.Message);
                await Task.Delay(RenewEvery, clock, cancellationToken);
            }
        }
    }

    /// <summary>Compares users with what is stored and, unless it is a dry run, applies them. Tries again while the store fails.</summary>
    public async Task<AppliedUsers> Apply(IEnumerable<PulledUser> pulled, CancellationToken cancellationToken)
    {
        var applied = await users.Apply(provider, pulled, IsDryRun, cancellationToken);
        metrics.Count(provider.Name, applied.Counts);
        return applied;
    }

    /// <summary>
    /// Applies users that were found missing while others were looked for. Only those are counted that were stored by it: all others were
    /// counted when they were listed.
    /// </summary>
    public async Task<AppliedUsers> ApplyMissing(IReadOnlyList<PulledUser> pulled, CancellationToken cancellationToken)
    {
        // Before the first run nearly everybody is missing. That is not for a lane to find.
        if (IsDryRun || (work.Kind == SyncWorkKind.Deletion && !work.State.HasCompleted) || pulled.Count == 0)
            return AppliedUsers.None;
        var applied = await Apply(pulled, cancellationToken);
        return applied with { Counts = applied.Counts with { Seen = applied.Counts.Created, Unchanged = 0, Errors = 0 } };
    }

    public async Task BeforeRequest(CancellationToken cancellationToken)
    {
        while (clock.GetElapsedTime(Volatile.Read(ref _renewedAt)) > SureFor)
            await Task.Delay(TimeSpan.FromMilliseconds(100), clock, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        Interlocked.Increment(ref _requests);
        metrics.CountRequest(provider.Name);
    }

    public void Failed(string reason)
    {
        if (_trouble is null)
            Waits(logger, provider.Name, reason);
        _trouble = reason;
    }

    public void Answered() => _trouble = null;

    public void Dispose() => _ended.Dispose();

    [LoggerMessage(LogLevel.Information, "The sync with {Provider} tries again: {Reason}")]
    private static partial void Waits(ILogger logger, string provider, string reason);

    [LoggerMessage(LogLevel.Warning, "The progress of the sync with {Provider} could not be stored. It is tried again. {Reason}")]
    private static partial void NotSaved(ILogger logger, string provider, string reason);
}
