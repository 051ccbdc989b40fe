using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>Checks the settings of a provider. It reports each fault to the reader, so that one start shows all of them.</summary>
/// <param name="path">The provider's section of the configuration.</param>
internal sealed class ProviderRules(SettingsReader reader, string path)
{
    /// <summary>The minimum length of a webhook's bearer token: a shorter one could be guessed.</summary>
    public const int MinTokenLength = 16;

    private const string WellKnown = "/.well-known/";
    // The names of discovery documents and of key sets: certs at Keycloak and Google, keys at Entra, jwks at Logto and others.
    private static readonly string[] Documents = ["certs", "keys", "jwks", "jwks.json", "openid-configuration"];

    private const string Clerk = "clerk";
    private const string Auth0 = "auth0";

    public void Check(ProviderSettings settings, ProviderKind kind)
    {
        if (settings.Issuer is { } issuer)
            CheckIssuer($"{path}:{nameof(ProviderSettings.Issuer)}", issuer);
        foreach (var (i, also) in settings.AlsoIssuers.Index())
            CheckAlsoIssuer($"{path}:{nameof(ProviderSettings.AlsoIssuers)}:{i}", also);
        CheckAddress(nameof(settings.JwksUri), settings.JwksUri);
        CheckAddress(nameof(settings.MetadataAddress), settings.MetadataAddress);
        CheckAddress(nameof(settings.ApiUrl), settings.ApiUrl);
        if (settings is { JwksUri: not null, MetadataAddress: not null })
            Refuse(nameof(settings.JwksUri), $"{SettingKey.Of(path)}__MetadataAddress also sets where the keys are. Set one of them.");
        if (settings.Audience.Length == 0 && settings.AlsoIssuers.Prepend(settings.Issuer ?? "").Any(SharedIssuers.Contain))
            Refuse(nameof(settings.Audience), "it is missing. That issuer serves the apps of many owners. Set the audience of your app.");

        OnlyFor(Clerk, kind == ProviderKind.Clerk, nameof(settings.InstanceId), settings.InstanceId);
        OnlyFor(Clerk, kind == ProviderKind.Clerk, nameof(settings.SecretKey), settings.SecretKey);
        OnlyFor(Clerk, kind == ProviderKind.Clerk, nameof(settings.ApiUrl), settings.ApiUrl);
        OnlyFor(Auth0, kind == ProviderKind.Auth0, nameof(settings.WebhookTokens), settings.WebhookTokens.FirstOrDefault());
        OnlyFor(Auth0, kind == ProviderKind.Auth0, nameof(settings.Domain), settings.Domain);
        OnlyFor(Auth0, kind == ProviderKind.Auth0, nameof(settings.ClientId), settings.ClientId);
        OnlyFor(Auth0, kind == ProviderKind.Auth0, nameof(settings.ClientSecret), settings.ClientSecret);
        CheckManagementApi(settings);
    }

    private void CheckIssuer(string key, string issuer)
    {
        var isAddress = Uri.TryCreate(issuer, UriKind.Absolute, out var address);
        if (isAddress && IsDocument(address!))
            reader.Refuse(
                key, "it is the address of a document. The issuer is what tokens have as iss: most likely the beginning of this address.");
        else if (!isAddress || !IsIssuer(issuer) || address!.Query.Length > 0 || address.Fragment.Length > 0 || address.UserInfo.Length > 0
            || !(address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && MayBeHttp(address))))
            reader.Refuse(key, "it must be an https address without |, http only for this machine itself.");
    }

    private static bool IsDocument(Uri address) =>
        address.AbsolutePath.Contains(WellKnown, StringComparison.OrdinalIgnoreCase)
        || Documents.Contains(address.Segments.LastOrDefault("").TrimEnd('/'), StringComparer.OrdinalIgnoreCase);

    // When the keys are fetched from another address, nothing is fetched from the issuer. Its address is only a name then, and within
    // containers it may be http.
    private bool MayBeHttp(Uri issuer) => issuer.IsLoopback || (SafeAddress.IsSafe(issuer) && HasOwnKeyAddress);

    private bool HasOwnKeyAddress => reader.Text($"{path}:JwksUri") is not null || reader.Text($"{path}:MetadataAddress") is not null;

    private void CheckAlsoIssuer(string key, string issuer)
    {
        if (issuer.Contains("://", StringComparison.Ordinal))
            CheckIssuer(key, issuer);
        else if (!IsIssuer(issuer) || !Uri.TryCreate($"https://{issuer}", UriKind.Absolute, out _))
            reader.Refuse(key, "it must be an https address, or one without its https://, and have no |.");
    }

    // The bar separates issuer and subject in a token identifier.
    private static bool IsIssuer(string issuer) =>
        TokenIdentifier.TrySplit($"{issuer}|0", out var split, out _) && split == issuer && !issuer.Any(char.IsWhiteSpace);

    private void CheckAddress(string setting, string? text)
    {
        if (text is not null && SafeAddress.Parse(text) is null)
            Refuse(setting, SafeAddress.Rule);
    }

    private void CheckManagementApi(ProviderSettings settings)
    {
        var parts = new[]
        {
            (nameof(settings.Domain), settings.Domain),
            (nameof(settings.ClientId), settings.ClientId),
            (nameof(settings.ClientSecret), settings.ClientSecret),
        };
        if (parts.All(part => part.Item2 is null))
            return;
        foreach (var (setting, _) in parts.Where(part => part.Item2 is null))
            Refuse(setting, "it is missing. Domain, ClientId and ClientSecret are set together.");
        if (settings.Domain is { } domain && SafeAddress.Parse(AddressOf(domain)) is not { AbsolutePath: "/", Query.Length: 0 })
            Refuse(nameof(settings.Domain), "it must be the tenant's own domain, such as acme.eu.auth0.com.");
    }

    /// <summary>The address of a domain, which may be given as an address already.</summary>
    public static string AddressOf(string domain) =>
        domain.Contains("://", StringComparison.Ordinal) ? domain : $"https://{domain}";

    private void OnlyFor(string kind, bool isOfKind, string setting, string? value)
    {
        if (value is not null && !isOfKind)
            Refuse(setting, $"only a provider of the kind {kind} has this setting. Set {SettingKey.Of(path)}__Kind={kind}, or remove it.");
    }

    private void Refuse(string setting, string problem) => reader.Refuse($"{path}:{setting}", problem);
}
