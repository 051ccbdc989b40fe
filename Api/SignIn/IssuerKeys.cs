using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace OrleansUsers.Api;

/// <summary>The keys one issuer publishes: <c>/.well-known/jwks.json</c>, or where there is none what OpenID discovery names.</summary>
/// <remarks>
/// Fetched when first needed and then once in a while. Whoever shows a known key never waits, however slow the issuer is; all who need the same fetch wait for
/// one, and not for long.
/// </remarks>
internal sealed class IssuerKeys(string issuer, TimeProvider clock) : IConfigurationManager<OpenIdConnectConfiguration>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan RetryAfterFailure = TimeSpan.FromSeconds(1);

    // A key that the issuer takes back is believed for so long.
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan UnknownKeyInterval = TimeSpan.FromSeconds(10);

    // The retriever does not pass a cancellation on to its client.
    private readonly HttpDocumentRetriever _documents = new(new HttpClient { Timeout = Patience }) { RequireHttps = new Uri(issuer).Scheme == Uri.UriSchemeHttps };
    private readonly Lock _lock = new();
    private volatile Known? _known;
    private Task<OpenIdConnectConfiguration>? _fetch;
    private long _fetchedAt;
    private long? _askedForUnknownAt;

    /// <exception cref="IssuerUnavailableException">No keys are known and none can be had.</exception>
    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel)
    {
        if (_known is not { } known)
            return await Fetch(RetryAfterFailure).WaitAsync(cancel);
        RefetchOld();
        return known.Published;
    }

    /// <summary>Which keys are known; null while none are. Keys that are old are fetched again, as for <see cref="GetConfigurationAsync"/>.</summary>
    public KeyGeneration? Generation()
    {
        if (_known is not { } known)
            return null;
        RefetchOld();
        return known.Generation;
    }

    /// <summary>Asks the issuer again when it is not known to have a key, and waits for the answer.</summary>
    public async Task LookFor(string keyId, CancellationToken cancellationToken)
    {
        if (_known is { } known && !known.Published.SigningKeys.Any(key => key.KeyId == keyId))
            await AskForUnknown().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Asks the issuer again after a token that names no key was signed with none that is known.</summary>
    public void RequestRefresh() => _ = AskForUnknown();

    private void RefetchOld()
    {
        if (clock.GetElapsedTime(_fetchedAt) > MaxAge)
            _ = Fetch(UnknownKeyInterval);
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
            if (_fetch is null || (_fetch.IsCompleted && clock.GetElapsedTime(_fetchedAt) >= sinceLast))
                _fetch = Task.Run(FetchNow);
            return _fetch;
        }
    }

    private async Task<OpenIdConnectConfiguration> FetchNow()
    {
        using var deadline = new CancellationTokenSource(Patience, clock);
        try
        {
            var fetched = await Published(deadline.Token).WaitAsync(deadline.Token);
            // What the document calls itself must not widen whom we trust.
            fetched.Issuer = issuer;
            foreach (var key in fetched.JsonWebKeySet.Keys.Select(EdDsaKey.Read).OfType<EdDsaKey>())
                fetched.SigningKeys.Add(key);
            _known = new Known(fetched, KeyGeneration.Of(fetched.SigningKeys, _known?.Generation));
            return fetched;
        }
        catch (Exception fault)
        {
            throw new IssuerUnavailableException(issuer, fault);
        }
        finally
        {
            _fetchedAt = clock.GetTimestamp();
        }
    }

    private async Task<OpenIdConnectConfiguration> Published(CancellationToken deadline)
    {
        try
        {
            var keys = new JsonWebKeySet(await _documents.GetDocumentAsync(WellKnown("jwks.json"), deadline));
            var configuration = new OpenIdConnectConfiguration { JsonWebKeySet = keys };
            foreach (var key in keys.GetSigningKeys())
                configuration.SigningKeys.Add(key);
            return configuration;
        }
        catch (Exception absent) when (absent is IOException or ArgumentException && !deadline.IsCancellationRequested)
        {
            return await OpenIdConnectConfigurationRetriever.GetAsync(WellKnown("openid-configuration"), _documents, deadline);
        }
    }

    private string WellKnown(string document) => $"{issuer.TrimEnd('/')}/.well-known/{document}";

    private sealed record Known(OpenIdConnectConfiguration Published, KeyGeneration Generation);
}

/// <summary>An issuer does not tell its keys, so that nobody can say whether its tokens are good.</summary>
internal sealed class IssuerUnavailableException(string issuer, Exception cause) : Exception($"The keys of {issuer} cannot be fetched: {cause.GetBaseException().Message}", cause);
