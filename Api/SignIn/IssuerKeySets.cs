namespace OrleansUsers.Api;

/// <summary>The keys of every issuer that tokens are accepted of, by its <c>iss</c>.</summary>
internal sealed class IssuerKeySets : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);
    private const int MaxDocumentBytes = 4 * 1024 * 1024;

    private readonly Dictionary<string, IssuerKeys> _keys = new(StringComparer.Ordinal);
    private readonly HttpClient _client = new() { Timeout = Patience, MaxResponseContentBufferSize = MaxDocumentBytes };
    private readonly DevelopmentSecrets? _builtIn;
    private readonly KeyGeneration? _builtInKeys;

    public IssuerKeySets(ProviderSet providers, TimeProvider clock, ILogger<IssuerKeySets> logger, DevelopmentSecrets? builtIn = null)
    {
        (_builtIn, _builtInKeys) = (builtIn, builtIn is null ? null : KeyGeneration.Of([builtIn.SigningKey]));
        var documents = new SafeDocuments(_client);
        foreach (var provider in providers.All)
        {
            var main = new KeySource(provider.Issuer, provider, otherwise: null, documents, logger);
            _keys.Add(provider.Issuer, new IssuerKeys(main, clock));
            foreach (var also in provider.AlsoIssuers)
                _keys.Add(also, new IssuerKeys(new KeySource(also, provider, main, documents, logger), clock));
        }
    }

    /// <summary>The built-in key, where the issuer is that of Development.</summary>
    public DevelopmentSecrets? BuiltInOf(string issuer) => issuer == DevelopmentSecrets.Issuer ? _builtIn : null;

    /// <summary>The keys of a configured issuer.</summary>
    public IssuerKeys Of(string issuer) => _keys[issuer];

    /// <summary>The keys that an issuer has now; null while none are known, or when the issuer is no provider's.</summary>
    public KeyGeneration? GenerationOf(string issuer) =>
        BuiltInOf(issuer) is not null ? _builtInKeys : _keys.TryGetValue(issuer, out var keys) ? keys.Generation() : null;

    public void Dispose() => _client.Dispose();
}
