using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Threading.RateLimiting;
using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>The users that have live readers in this process, and the one observer that receives their updates.</summary>
/// <remarks>
/// A push may get lost, and a grain loses its watchers when its process dies. So the watch is repeated when the journal has a change that
/// no push has brought, and its answer has what was missed. It is also repeated at once when a grain asks for it, and after about a minute:
/// a grain forgets a watch that is not repeated, and the journal has no change of a user whose token identifier was linked to another one.
/// </remarks>
internal sealed partial class LiveUsers : IUserObserver, IChangeListener
{
    private const int MaxHeld = 20_000;

    private static readonly TimeSpan RenewAfter = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Jitter = TimeSpan.FromSeconds(20);

    // After a fault many pushes may be lost, and their watches are repeated at once. Those of new readers must not queue behind them.
    private static readonly SemaphoreSlim Renewals = new(256);

    private readonly IGrainFactory _grains;
    private readonly ILocalSiloDetails _silo;
    private readonly IHostApplicationLifetime _process;
    private readonly TimeProvider _clock;
    private readonly ILogger<LiveUsers> _logger;

    // Made at its first use: this is created together with the silo, and then there are no references yet.
    private readonly Lazy<IUserObserver> _self;
    private readonly ConcurrentDictionary<string, LiveUser> _users = new();
    private readonly Lock _readers = new();

    public LiveUsers(
        IGrainFactory grains,
        ILocalSiloDetails silo,
        IHostApplicationLifetime process,
        TimeProvider clock,
        Meter meter,
        ILogger<LiveUsers> logger)
    {
        (_grains, _silo, _process, _clock, _logger) = (grains, silo, process, clock, logger);
        _self = new(() => grains.CreateObjectReference<IUserObserver>(this));
        meter.CreateObservableUpDownCounter(
            "orleans_users.live.open",
            () => MaxHeld - Held.GetStatistics()!.CurrentAvailablePermits,
            description: "Live streams, and calls that wait for a change.");
    }

    /// <summary>Limits the held requests of this process: live streams, and calls that wait for a user.</summary>
    public ConcurrencyLimiter Held { get; } = new(new ConcurrencyLimiterOptions { PermitLimit = MaxHeld });

    /// <summary>
    /// Cancelled when the process begins to stop. Every reader must end then, because an open stream would delay the stop.
    /// </summary>
    public CancellationToken Stopping => _process.ApplicationStopping;

    /// <summary>
    /// Adds a reader and returns the user with its newest state. The user is watched until its last reader is removed. Throws when the
    /// cluster does not answer.
    /// </summary>
    public async Task<LiveUser> AddReader(string externalId)
    {
        LiveUser user;
        lock (_readers)
        {
            user = _users.GetOrAdd(externalId, id => new LiveUser(id));
            user.Readers++;
        }
        try
        {
            await Watch(user);
            return user;
        }
        catch
        {
            RemoveReader(user);
            throw;
        }
    }

    public void RemoveReader(LiveUser user)
    {
        lock (_readers)
        {
            if (--user.Readers == 0)
                _users.TryRemove(user.ExternalId, out _);
        }
    }

    Task IUserObserver.Changed(UserUpdate update)
    {
        if (_users.TryGetValue(update.ExternalId, out var user))
            user.Receive(update);
        return Task.CompletedTask;
    }

    Task IUserObserver.Resubscribe(string externalId)
    {
        if (_users.TryGetValue(externalId, out var user))
            _ = Renew(user);
        return Task.CompletedTask;
    }

    void IChangeListener.Changed(JournalEntry entry)
    {
        if (_users.IsEmpty)
            return;
        foreach (var change in entry.Changes)
        {
            if (!_users.TryGetValue(change.ExternalId, out var user) || user.Latest?.Version >= change.Version)
                continue;
            if (change.Revision > 0)
                _ = Renew(user);
            else
                // The row was removed by SQL. A grain that is activated now does not know which version that is.
                user.Receive(new UserUpdate(change.ExternalId, change.Version, User: null));
        }
    }

    /// <summary>Repeats the watches that are due.</summary>
    public void RenewDue()
    {
        var now = _clock.GetTimestamp();
        foreach (var (_, user) in _users)
        {
            if (user.DueAt <= now)
                _ = Renew(user);
        }
    }

    /// <summary>Makes each watch that has failed due now, and forgets its failures.</summary>
    public void RenewFailed()
    {
        var now = _clock.GetTimestamp();
        foreach (var (_, user) in _users)
        {
            if (user.Failures > 0)
                (user.Failures, user.DueAt) = (0, now);
        }
    }

    private async Task Renew(LiveUser user)
    {
        user.DueAt = long.MaxValue;
        await Renewals.WaitAsync();
        try
        {
            if (user.Readers == 0 || Stopping.IsCancellationRequested)
                return;
            await Watch(user);
            // The token identifier may have been linked to another user without a change of this user.
            user.Wake();
        }
        catch (Exception failure)
        {
            user.DueAt = _clock.TimestampAfter(Backoff.After(user.Failures++));
            if (user.Failures == 1)
                NotRenewed(_logger, failure, user.ExternalId);
        }
        finally
        {
            Renewals.Release();
        }
    }

    private async Task Watch(LiveUser user)
    {
        var update = await _grains.GetUserGrain(user.ExternalId).Watch(new UserWatch(_self.Value, _silo.SiloAddress, user.Latest?.Version));
        user.Failures = 0;
        user.DueAt = _clock.TimestampAfter(RenewAfter + Jitter * Random.Shared.NextDouble());
        if (update is not null)
            user.Receive(update);
    }

    [LoggerMessage(LogLevel.Debug, "The live state of user {ExternalId} could not be read. The process tries again until it succeeds.")]
    private static partial void NotRenewed(ILogger logger, Exception failure, string externalId);
}
