using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace OrleansUsers.Api;

/// <summary>
/// Fetches the keys of an issuer: from the configured address, or from the issuer, at <c>/.well-known/jwks.json</c> or where OpenID
/// discovery points to. An issuer without keys of its own, such as a former domain, has those of the provider's main issuer.
/// </summary>
/// <param name="name">The <c>iss</c> of the tokens that these keys check.</param>
/// <param name="fallback">The source of the keys when the issuer has none of its own; null when there is no other source.</param>
internal sealed partial class KeySource(string name, Provider provider, KeySource? fallback, IDocumentRetriever documents, ILogger logger)
{
    // Less than the deadline, so that time is left for the fallback.
    private static readonly TimeSpan OwnTimeout = TimeSpan.FromSeconds(2);

    public string Name => name;

    /// <summary>The source of the keys of one of a provider's issuers.</summary>
    public static KeySource Of(string issuer, Provider provider, IDocumentRetriever documents, ILogger logger) => new(
        issuer, provider, issuer == provider.Issuer ? null : Of(provider.Issuer, provider, documents, logger), documents, logger);

    public async Task<PublishedKeys> Fetch(CancellationToken deadline)
    {
        if (provider.JwksUri is { } keys)
            return await KeySetAt(keys.AbsoluteUri, deadline);
        if (provider.MetadataAddress is { } document)
            return await Discover(document.AbsoluteUri, deadline);
        if (fallback is not null && !name.Contains("://", StringComparison.Ordinal))
            return await fallback.Fetch(deadline);
        try
        {
            return await AtIssuer(deadline).WaitAsync(fallback is null ? Timeout.InfiniteTimeSpan : OwnTimeout, deadline);
        }
        catch (Exception absent) when (fallback is not null && IsAbsent(absent) && !deadline.IsCancellationRequested)
        {
            return await fallback.Fetch(deadline);
        }
    }

    /// <summary>The issuer that the discovery document names; null when the keys are fetched without one.</summary>
    public async Task<string?> DiscoveredIssuer(CancellationToken deadline)
    {
        if (provider.JwksUri is not null)
            return null;
        var address = provider.MetadataAddress?.AbsoluteUri ?? WellKnown("openid-configuration");
        return OpenIdConnectConfiguration.Create(await documents.GetDocumentAsync(address, deadline)).Issuer;
    }

    private async Task<PublishedKeys> AtIssuer(CancellationToken deadline)
    {
        try
        {
            return await KeySetAt(WellKnown("jwks.json"), deadline);
        }
        catch (Exception absent) when (IsAbsent(absent) && !deadline.IsCancellationRequested)
        {
            return await Discover(WellKnown("openid-configuration"), deadline);
        }
    }

    private async Task<PublishedKeys> KeySetAt(string address, CancellationToken deadline) =>
        new(new JsonWebKeySet(await documents.GetDocumentAsync(address, deadline)), name);

    private async Task<PublishedKeys> Discover(string address, CancellationToken deadline)
    {
        var found = await OpenIdConnectConfigurationRetriever.GetAsync(address, documents, deadline);
        if (found.Issuer != name)
            HasOtherIssuer(logger, address, TokenRefusal.Quoted(found.Issuer), name);
        return new PublishedKeys(found.JsonWebKeySet, name);
    }

    private string WellKnown(string document) => $"{name.TrimEnd('/')}/.well-known/{document}";

    private static bool IsAbsent(Exception fault) =>
        fault is IOException or ArgumentException or InvalidOperationException or TimeoutException;

    [LoggerMessage(LogLevel.Warning, "The discovery document at {Address} has the issuer {Found}; the settings have {Issuer}. "
        + "The iss of tokens must be exactly the latter.")]
    private static partial void HasOtherIssuer(ILogger logger, string address, string found, string issuer);
}

/// <summary>Fetches documents of issuers. Refuses addresses whose answers could be changed on the way.</summary>
internal sealed class SafeDocuments(HttpClient client) : IDocumentRetriever
{
    private readonly HttpDocumentRetriever _documents = new(client) { RequireHttps = false };

    public Task<string> GetDocumentAsync(string address, CancellationToken cancel) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && SafeAddress.IsSafe(uri)
            ? _documents.GetDocumentAsync(address, cancel)
            : throw new IOException("The discovery document names an address of the keys that is neither https nor in a private network.");
}
