using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>What the settings of a provider have to hold. Each fault is noted, so that all are told in one start.</summary>
/// <param name="path">The provider's section of the configuration.</param>
internal sealed class ProviderRules(SettingsReader reader, string path)
{
    /// <summary>The shortest bearer token of a webhook: a shorter one could be guessed.</summary>
    public const int MinTokenLength = 16;

    private const string WellKnown = "/.well-known/";
    // Key sets of Keycloak and Google, of Entra, of Logto and others.
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
            Refuse(nameof(settings.JwksUri), $"{SettingKey.Of(path)}__MetadataAddress says where keys are, too. Set one of them.");
        if (settings.Audience.Length == 0 && settings.AlsoIssuers.Prepend(settings.Issuer ?? "").Any(SharedIssuers.Contain))
            Refuse(nameof(settings.Audience), "it is missing. That issuer serves everybody's apps, so say which audience is yours.");

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
            || !(address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && IsLocalOrElsewhere(address))))
            reader.Refuse(key, "it must be an https address without |, http only for this machine itself.");
    }

    private static bool IsDocument(Uri address) =>
        address.AbsolutePath.Contains(WellKnown, StringComparison.OrdinalIgnoreCase)
        || Documents.Contains(address.Segments.LastOrDefault("").TrimEnd('/'), StringComparer.OrdinalIgnoreCase);

    // Keys that are fetched from elsewhere cannot be forged on the way to the issuer: within containers an issuer's name may be an http
    // address.
    private bool IsLocalOrElsewhere(Uri issuer) => issuer.IsLoopback || (SafeAddress.IsSafe(issuer) && KeysAreElsewhere);

    private bool KeysAreElsewhere => reader.Text($"{path}:JwksUri") is not null || reader.Text($"{path}:MetadataAddress") is not null;

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
    }

    private void OnlyFor(string kind, bool isOfKind, string setting, string? value)
    {
        if (value is not null && !isOfKind)
            Refuse(setting, $"only a provider of the kind {kind} has it. Set {SettingKey.Of(path)}__Kind={kind}, or leave it out.");
    }

    private void Refuse(string setting, string problem) => reader.Refuse($"{path}:{setting}", problem);
}
