using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace OrleansUsers.Api;

/// <summary>Fetches the keys an issuer publishes: <c>/.well-known/jwks.json</c>, or where there is none what OpenID discovery names.</summary>
internal sealed class IssuerKeys(string issuer) : IConfigurationRetriever<OpenIdConnectConfiguration>
{
    /// <summary>Keys that are fetched when first needed, and again when a token names an unknown one, but at most every 10 s.</summary>
    public static ConfigurationManager<OpenIdConnectConfiguration> Manager(string issuer, HttpClient http) =>
        new(WellKnown(issuer, "jwks.json"), new IssuerKeys(issuer), new HttpDocumentRetriever(http) { RequireHttps = new Uri(issuer).Scheme == Uri.UriSchemeHttps })
        {
            RefreshInterval = TimeSpan.FromSeconds(10),
        };

    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(string address, IDocumentRetriever retriever, CancellationToken cancel)
    {
        OpenIdConnectConfiguration configuration;
        try
        {
            configuration = new OpenIdConnectConfiguration { JsonWebKeySet = new JsonWebKeySet(await retriever.GetDocumentAsync(address, cancel)) };
            foreach (var key in configuration.JsonWebKeySet.GetSigningKeys())
                configuration.SigningKeys.Add(key);
        }
        catch (Exception fault) when (fault is IOException or ArgumentException)
        {
            configuration = await OpenIdConnectConfigurationRetriever.GetAsync(WellKnown(issuer, "openid-configuration"), retriever, cancel);
        }

        // What the document calls itself must not widen whom we trust.
        configuration.Issuer = issuer;
        return configuration;
    }

    private static string WellKnown(string issuer, string document) => $"{issuer.TrimEnd('/')}/.well-known/{document}";
}
