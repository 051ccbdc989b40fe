using System.Collections.Concurrent;

namespace OrleansUsers.Api;

/// <summary>The users that are read live in this process, and the one observer through which it hears of them.</summary>
/// <remarks>
/// A push may get lost, and a grain forgets its watchers when it moves. So every watch is repeated, and the answer is what was missed: after a minute;
/// at once when a grain says so; for all users at once when a silo is gone, since any of them may have lived there.
/// </remarks>
internal sealed partial class LiveUsers : IUserObserver
{
    private static readonly TimeSpan RenewAfter = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Jitter = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(5);

    // A silo that dies takes many watches with it. Readers who come then must not queue behind their repetition.
    private static readonly SemaphoreSlim Renewals = new(256);

    private readonly IGrainFactory _grains;
    private readonly ILocalSiloDetails _silo;
    private readonly TimeProvider _clock;
    private readonly ILogger<LiveUsers> _logger;
    private readonly IUserObserver _self;
    private readonly ConcurrentDictionary<string, LiveUser> _users = new();
    private readonly Lock _readers = new();

    public LiveUsers(IGrainFactory grains, ILocalSiloDetails silo, TimeProvider clock, ILogger<LiveUsers> logger)
    {
        (_grains, _silo, _clock, _logger) = (grains, silo, clock, logger);
        _self = grains.CreateObjectReference<IUserObserver>(this);
    }

    /// <summary>Streams of all users of this process.</summary>
    public Places Streams { get; } = new(20_000);

    /// <summary>True once the process stops: every reader is to go.</summary>
    public bool IsStopping { get; private set; }

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

    Task IUserObserver.Changed(UserNews news)
    {
        if (_users.TryGetValue(news.ExternalId, out var user))
            user.Hear(news);
        return Task.CompletedTask;
    }

    Task IUserObserver.AskAgain(string externalId)
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

    /// <summary>Sends every reader home: a stream that stays open would keep the process from stopping.</summary>
    public void Stop()
    {
        IsStopping = true;
        foreach (var (_, user) in _users)
            user.Wake();
    }

    private async Task Renew(LiveUser user)
    {
        user.DueAt = long.MaxValue;
        await Renewals.WaitAsync();
        try
        {
            if (user.Readers == 0 || IsStopping)
                return;
            await Watch(user);
            // Whose sign-in it is may have changed, and the user itself not.
            user.Wake();
        }
        catch (Exception failure)
        {
            var wait = FirstRetry * Math.Pow(2, Math.Min(user.Failures++, 8));
            user.DueAt = After(Min(wait, LastRetry) * (0.5 + Random.Shared.NextDouble() / 2));
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
        var news = await _grains.GetUser(user.ExternalId).Watch(new UserWatch(_self, _silo.SiloAddress, user.News?.Version));
        user.Failures = 0;
        user.DueAt = After(RenewAfter + Jitter * Random.Shared.NextDouble());
        if (news is not null)
            user.Hear(news);
    }

    private long After(TimeSpan time) => _clock.GetTimestamp() + (long)(time.TotalSeconds * _clock.TimestampFrequency);

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    [LoggerMessage(LogLevel.Debug, "The live state of user {ExternalId} could not be asked for. It is asked for again until it is known.")]
    private static partial void NotRenewed(ILogger logger, Exception failure, string externalId);
}
