using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace OrleansUsers.Api;

/// <summary>The keys one issuer publishes, fetched when first needed and then every few minutes while they are used.</summary>
/// <remarks>
/// Whoever shows a known key does not wait, however slow the issuer is; all who need the same fetch wait for one, and not for long. A key
/// that the issuer has withdrawn is refused after <see cref="MaxAge"/> at the latest while the key set can be fetched, and after
/// <see cref="MaxAgeUnreachable"/> even when it cannot.
/// </remarks>
internal sealed class IssuerKeyCache(KeySource source, TimeProvider clock) : IConfigurationManager<OpenIdConnectConfiguration>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan RetryAfterFailure = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan UnknownKeyInterval = TimeSpan.FromSeconds(10);

    // Some time before keys are too old, so that nobody has to wait for the next ones.
    private static readonly TimeSpan RefreshAfter = TimeSpan.FromMinutes(5);

    // Ten minutes, less the time after a failed fetch in which nobody waits for the next one.
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(9.5);
    private static readonly TimeSpan MaxAgeUnreachable = TimeSpan.FromHours(1);

    // Within this time of a failed fetch the issuer counts as unreachable, and nobody waits for the next one.
    private static readonly TimeSpan RecentlyTried = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private volatile Known? _known;
    private Task<OpenIdConnectConfiguration>? _fetch;
    private long _triedAt;
    private long? _askedForUnknownAt;

    /// <exception cref="IssuerUnavailableException">No keys are known that may still be used, and none can be had.</exception>
    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel)
    {
        if (Usable() is not { } known)
            return await Fetch(RetryAfterFailure).WaitAsync(cancel);
        if (!IsFreshEnough(known))
            await ((Task)Fetch(TimeSpan.Zero)).WaitAsync(cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return (_known ?? known).Keys.Configuration;
    }

    /// <summary>Which keys are known; null while none are, or while they have to be fetched before the next token is checked.</summary>
    public SigningKeySet? KeySet() => Usable() is { } known && IsFreshEnough(known) ? known.KeySet : null;

    /// <summary>Asks the issuer again when it is not known to have a key, and waits for the answer.</summary>
    public async Task LookFor(string keyId, CancellationToken cancellationToken)
    {
        if (_known is { } known && !known.Keys.Configuration.SigningKeys.Any(key => key.KeyId == keyId))
            await AskForUnknown().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Asks the issuer again after a token that names no key was signed with none that is known.</summary>
    public void RequestRefresh() => _ = AskForUnknown();

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

    // A token signed by nobody must not make us ask all the time.
    private Task AskForUnknown()
    {
        lock (_lock)
        {
            if (_askedForUnknownAt is { } last && clock.GetElapsedTime(last) < UnknownKeyInterval && _fetch is not { IsCompleted: false })
                return Task.CompletedTask;
            _askedForUnknownAt = clock.GetTimestamp();
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
        using var deadline = new CancellationTokenSource(Patience, clock);
        var startedAt = clock.GetTimestamp();
        try
        {
            var keys = await source.Fetch(deadline.Token).WaitAsync(deadline.Token);
            _known = new Known(keys, SigningKeySet.Of(keys.Configuration.SigningKeys, _known?.KeySet), startedAt);
            return keys.Configuration;
        }
        catch (Exception fault)
        {
            throw new IssuerUnavailableException(source.Name, fault);
        }
        finally
        {
            Volatile.Write(ref _triedAt, clock.GetTimestamp());
        }
    }

    private sealed record Known(PublishedKeys Keys, SigningKeySet KeySet, long FetchedAt);
}

/// <summary>An issuer does not tell its keys, so that nobody can say whether its tokens are good.</summary>
internal sealed class IssuerUnavailableException(string issuer, Exception cause)
    : Exception($"The keys of {issuer} cannot be fetched: {cause.GetBaseException().Message}", cause)
{
    /// <summary>Whose keys they are.</summary>
    public string Issuer => issuer;
}
