using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Threading.RateLimiting;

namespace OrleansUsers.Api;

/// <summary>The users that are read live in this process, and the one observer through which it hears of them.</summary>
/// <remarks>
/// A push may get lost, and a grain forgets its watchers when it moves. So every watch is repeated, and the answer is what was missed:
/// after a minute; at once when a grain says so; for all users at once when a silo is gone, since any of them may have lived there.
/// </remarks>
internal sealed partial class LiveUsers : IUserObserver
{
    private const int MaxHeld = 20_000;

    private static readonly TimeSpan RenewAfter = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Jitter = TimeSpan.FromSeconds(20);

    // A silo that dies takes many watches with it. Readers who come then must not queue behind their repetition.
    private static readonly SemaphoreSlim Renewals = new(256);

    private readonly IGrainFactory _grains;
    private readonly ILocalSiloDetails _silo;
    private readonly IHostApplicationLifetime _process;
    private readonly TimeProvider _clock;
    private readonly ILogger<LiveUsers> _logger;
    private readonly IUserObserver _self;
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
        _self = grains.CreateObjectReference<IUserObserver>(this);
        meter.CreateObservableUpDownCounter(
            "orleans_users.live.open",
            () => MaxHeld - Held.GetStatistics()!.CurrentAvailablePermits,
            description: "Live streams, and calls that wait for a change.");
    }

    /// <summary>Streams of all users of this process, and calls that wait for one.</summary>
    public ConcurrencyLimiter Held { get; } = new(new ConcurrencyLimiterOptions { PermitLimit = MaxHeld });

    /// <summary>Cancelled once the process stops: a stream that stays open would keep it from that, so every reader is to go.</summary>
    public CancellationToken Stopping => _process.ApplicationStopping;

    /// <summary>A user with its newest state, watched until it is left. Throws when the cluster does not answer.</summary>
    public async Task<LiveUser> Join(string externalId)
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
            Leave(user);
            throw;
        }
    }

    public void Leave(LiveUser user)
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

    /// <summary>Repeats every watch.</summary>
    public void RenewAll()
    {
        foreach (var (_, user) in _users)
            _ = Renew(user);
    }

    /// <summary>Repeats the watches whose time has come.</summary>
    public void RenewDue()
    {
        var now = _clock.GetTimestamp();
        foreach (var (_, user) in _users)
        {
            if (user.DueAt <= now)
                _ = Renew(user);
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
            // Whose token identifier it is may have changed, and the user itself not.
            user.Wake();
        }
        catch (Exception failure)
        {
            user.DueAt = After(Backoff.After(user.Failures++));
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
        var update = await _grains.GetUser(user.ExternalId).Watch(new UserWatch(_self, _silo.SiloAddress, user.Latest?.Version));
        user.Failures = 0;
        user.DueAt = After(RenewAfter + Jitter * Random.Shared.NextDouble());
        if (update is not null)
            user.Receive(update);
    }

    private long After(TimeSpan time) => _clock.GetTimestamp() + (long)(time.TotalSeconds * _clock.TimestampFrequency);

    [LoggerMessage(LogLevel.Debug, "The live state of user {ExternalId} could not be asked for. It is asked for again until it is known.")]
    private static partial void NotRenewed(ILogger logger, Exception failure, string externalId);
}
