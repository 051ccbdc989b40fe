using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace OrleansUsers.Api;

/// <summary>
/// Where the keys of an issuer are: at the address that is set, or at the issuer, as <c>/.well-known/jwks.json</c> or where OpenID
/// discovery says. Where an issuer has none of its own, such as a former domain, those of the provider's main issuer.
/// </summary>
/// <param name="name">The <c>iss</c> of the tokens that these keys check.</param>
/// <param name="otherwise">Where keys are when the issuer has none; null when there is no such place.</param>
internal sealed partial class KeySource(string name, Provider provider, KeySource? otherwise, IDocumentRetriever documents, ILogger logger)
{
    // Less than there is for both places.
    private static readonly TimeSpan OwnPatience = TimeSpan.FromSeconds(2);

    public string Name => name;

    public async Task<PublishedKeys> Fetch(CancellationToken deadline)
    {
        if (provider.JwksUri is { } keys)
            return await KeySetAt(keys.AbsoluteUri, deadline);
        if (provider.MetadataAddress is { } document)
            return await Discover(document.AbsoluteUri, deadline);
        if (otherwise is not null && !name.Contains("://", StringComparison.Ordinal))
            return await otherwise.Fetch(deadline);
        try
        {
            return await AtIssuer(deadline).WaitAsync(otherwise is null ? Timeout.InfiniteTimeSpan : OwnPatience, deadline);
        }
        catch (Exception absent) when (otherwise is not null && IsAbsent(absent) && !deadline.IsCancellationRequested)
        {
            return await otherwise.Fetch(deadline);
        }
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
            CallsItself(logger, address, TokenRefusal.Quoted(found.Issuer), name);
        return new PublishedKeys(found.JsonWebKeySet, name);
    }

    private string WellKnown(string document) => $"{name.TrimEnd('/')}/.well-known/{document}";

    private static bool IsAbsent(Exception fault) =>
        fault is IOException or ArgumentException or InvalidOperationException or TimeoutException;

    [LoggerMessage(LogLevel.Warning, "The discovery document at {Address} has the issuer {Found}; the settings have {Issuer}. "
        + "Tokens must have the latter, letter by letter.")]
    private static partial void CallsItself(ILogger logger, string address, string found, string issuer);
}

/// <summary>Fetches documents of issuers, from no address whose answers could be exchanged on the way.</summary>
internal sealed class SafeDocuments(HttpClient client) : IDocumentRetriever
{
    private readonly HttpDocumentRetriever _documents = new(client) { RequireHttps = false };

    public Task<string> GetDocumentAsync(string address, CancellationToken cancel) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && SafeAddress.IsSafe(uri)
            ? _documents.GetDocumentAsync(address, cancel)
            : throw new IOException("The discovery document says that the keys are at an address that is not safe.");
}
