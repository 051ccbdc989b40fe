using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace OrleansUsers.Api;

/// <summary>The keys one issuer publishes, fetched when first needed and then every few minutes while they are used.</summary>
/// <remarks>
/// A token with a known key does not wait, however slow the issuer is. Tokens that need a fetch share it, and wait for
/// <see cref="FetchTimeout"/> at most. A key that the issuer has withdrawn is refused after <see cref="MaxAge"/> at the latest while the
/// key set can be fetched, and after <see cref="MaxAgeUnreachable"/> even when it cannot.
/// </remarks>
internal sealed class IssuerKeyCache(KeySource source, TimeProvider clock) : IConfigurationManager<OpenIdConnectConfiguration>
{
    /// <summary>How long the issuer has to answer.</summary>
    internal static readonly TimeSpan FetchTimeout = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan RetryAfterFailure = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan UnknownKeyInterval = TimeSpan.FromSeconds(10);

    // Well before keys are too old, so that no token has to wait for the next ones.
    private static readonly TimeSpan RefreshAfter = TimeSpan.FromMinutes(5);

    // Ten minutes less the time of RecentlyTried, in which no token waits for the next fetch.
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(9.5);
    private static readonly TimeSpan MaxAgeUnreachable = TimeSpan.FromHours(1);

    // For this long after a failed fetch the issuer counts as unreachable, and no token waits for the next fetch.
    private static readonly TimeSpan RecentlyTried = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private volatile Known? _known;
    private Task<OpenIdConnectConfiguration>? _fetch;
    private long _triedAt;
    private long? _refreshedForUnknownKeyAt;
    private long _fetched;
    private long _failed;

    /// <summary>How old the known keys are; null while none are known.</summary>
    public TimeSpan? Age => _known is { } known ? clock.GetElapsedTime(known.FetchedAt) : null;

    /// <summary>How many keys are known.</summary>
    public int Count => _known?.Keys.Configuration.SigningKeys.Count ?? 0;

    /// <summary>How often the keys were fetched.</summary>
    public long Fetched => Interlocked.Read(ref _fetched);

    /// <summary>How often the keys could not be fetched.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <exception cref="IssuerUnavailableException">There are no keys that may still be used, and none can be fetched.</exception>
    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel)
    {
        if (Usable() is not { } known)
            return await Fetch(RetryAfterFailure).WaitAsync(cancel);
        if (!IsFreshEnough(known))
            await ((Task)Fetch(TimeSpan.Zero)).WaitAsync(cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return (_known ?? known).Keys.Configuration;
    }

    /// <summary>The known keys; null when there are none, or when they must be fetched before the next token is validated.</summary>
    public SigningKeySet? KeySet() => Usable() is { } known && IsFreshEnough(known) ? known.KeySet : null;

    /// <summary>Fetches the keys again if this key is not among them, and waits for the fetch.</summary>
    public async Task RefreshIfUnknown(string keyId, CancellationToken cancellationToken)
    {
        if (_known is { } known && !known.Keys.Configuration.SigningKeys.Any(key => key.KeyId == keyId))
            await RefreshForUnknownKey().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Fetches the keys again. The token library calls it when a token that names no key fits none of the known keys.</summary>
    public void RequestRefresh() => _ = RefreshForUnknownKey();

    private Known? Usable() => _known is { } known && clock.GetElapsedTime(known.FetchedAt) <= MaxAgeUnreachable ? known : null;

    private bool IsFreshEnough(Known known)
    {
        var age = clock.GetElapsedTime(known.FetchedAt);
        if (age <= RefreshAfter)
            return true;
        if (age > MaxAge && clock.GetElapsedTime(Volatile.Read(ref _triedAt)) > RecentlyTried)
            return false;
        _ = Fetch(UnknownKeyInterval);
        return true;
    }

    // Forged tokens must not cause a fetch each.
    private Task RefreshForUnknownKey()
    {
        lock (_lock)
        {
            if (_refreshedForUnknownKeyAt is { } last && clock.GetElapsedTime(last) < UnknownKeyInterval
                && _fetch is not { IsCompleted: false })
                return Task.CompletedTask;
            _refreshedForUnknownKeyAt = clock.GetTimestamp();
            return Fetch(TimeSpan.Zero);
        }
    }

    private Task<OpenIdConnectConfiguration> Fetch(TimeSpan sinceLast)
    {
        lock (_lock)
        {
            if (_fetch is null || (_fetch.IsCompleted && clock.GetElapsedTime(_triedAt) >= sinceLast))
                _fetch = Task.Run(FetchNow);
            return _fetch;
        }
    }

    private async Task<OpenIdConnectConfiguration> FetchNow()
    {
        using var deadline = new CancellationTokenSource(FetchTimeout, clock);
        var startedAt = clock.GetTimestamp();
        try
        {
            var keys = await source.Fetch(deadline.Token).WaitAsync(deadline.Token);
            _known = new Known(keys, SigningKeySet.Of(keys.Configuration.SigningKeys, _known?.KeySet), startedAt);
            Interlocked.Increment(ref _fetched);
            return keys.Configuration;
        }
        catch (Exception fault)
        {
            Interlocked.Increment(ref _failed);
            throw new IssuerUnavailableException(source.Name, fault);
        }
        finally
        {
            Volatile.Write(ref _triedAt, clock.GetTimestamp());
        }
    }

    private sealed record Known(PublishedKeys Keys, SigningKeySet KeySet, long FetchedAt);
}

/// <summary>The keys of an issuer cannot be fetched, so that its tokens cannot be validated.</summary>
internal sealed class IssuerUnavailableException(string issuer, Exception cause)
    : Exception($"The keys of {issuer} cannot be fetched: {cause.GetBaseException().Message}", cause)
{
    /// <summary>The issuer of the keys.</summary>
    public string Issuer => issuer;
}
