namespace OrleansUsers.Api;

/// <summary>The keys of every configured issuer, by its <c>iss</c>.</summary>
internal sealed class IssuerKeyCaches : IDisposable
{
    private static readonly TimeSpan HttpTimeout = TimeSpan.FromSeconds(4);
    private const int MaxDocumentBytes = 4 * 1024 * 1024;

    private readonly Dictionary<string, IssuerKeyCache> _keys = new(StringComparer.Ordinal);
    private readonly HttpClient _client = Client(new HttpClientHandler());
    private readonly DevelopmentSecrets? _builtIn;
    private readonly SigningKeySet? _builtInKeys;

    public IssuerKeyCaches(ProviderSet providers, TimeProvider clock, ILogger<IssuerKeyCaches> logger, DevelopmentSecrets? builtIn = null)
    {
        (_builtIn, _builtInKeys) = (builtIn, builtIn is null ? null : SigningKeySet.Of([builtIn.SigningKey]));
        var documents = new SafeDocuments(_client);
        foreach (var provider in providers.All)
        {
            foreach (var issuer in provider.Issuers)
                _keys.Add(issuer, new IssuerKeyCache(KeySource.Of(issuer, provider, documents, logger), clock));
        }
    }

    /// <summary>A client that fetches documents of issuers.</summary>
    public static HttpClient Client(HttpMessageHandler handler) =>
        new(handler, disposeHandler: true) { Timeout = HttpTimeout, MaxResponseContentBufferSize = MaxDocumentBytes };

    /// <summary>The secrets with the built-in key when the issuer is that of Development; else null.</summary>
    public DevelopmentSecrets? BuiltInOf(string issuer) => issuer == DevelopmentSecrets.Issuer ? _builtIn : null;

    /// <summary>The keys of all issuers.</summary>
    public IEnumerable<KeyValuePair<string, IssuerKeyCache>> All => _keys;

    /// <summary>The keys of a configured issuer.</summary>
    public IssuerKeyCache Of(string issuer) => _keys[issuer];

    /// <summary>The keys that an issuer has now; null while none are known, or when the issuer is not configured.</summary>
    public SigningKeySet? KeySetOf(string issuer) =>
        BuiltInOf(issuer) is not null ? _builtInKeys : _keys.TryGetValue(issuer, out var keys) ? keys.KeySet() : null;

    public void Dispose() => _client.Dispose();
}
