using System.Text.RegularExpressions;
using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>
/// Reads the providers: <c>Providers__&lt;name&gt;__…</c>, and <c>CLERK_…</c> as the short form of the one named clerk.
/// </summary>
/// <param name="builtIn">Replaces, in Development, the settings of Clerk that are not set.</param>
internal sealed partial class ProviderReader(SettingsReader reader, DevelopmentSecrets? builtIn, TimeProvider clock)
{
    private const string Section = "Providers";

    /// <summary>Reports wrong settings to the reader, and makes the provider without them.</summary>
    public ProviderSet Read()
    {
        TakeShortKeys();
        // Setting keys ignore letter case. The ids of users must not depend on how a key was typed, so names are in lower case.
        var names = reader.NamesBelow(Section).ToHashSet();
        var others = names.Any(name => name != Provider.Clerk);
        if (builtIn is not null || !others)
            names.Add(Provider.Clerk);

        var providers = names.Order(StringComparer.Ordinal)
            .Select(name => Read(name, needsSecret: name == Provider.Clerk && !others)).OfType<Provider>().ToList();
        var issuers = new Dictionary<string, string>(StringComparer.Ordinal);
        var isAmbiguous = false;
        foreach (var (provider, issuer) in providers.SelectMany(provider => provider.Issuers, (provider, issuer) => (provider, issuer)))
        {
            if (issuers.TryAdd(issuer, provider.Name))
                continue;
            reader.Refuse(
                $"{Section}:{provider.Name}:Issuer",
                $"the provider {issuers[issuer]} has the same issuer. Give each provider its own issuer.");
            isAmbiguous = true;
        }
        return new ProviderSet(isAmbiguous ? [] : providers);
    }

    private void TakeShortKeys()
    {
        foreach (var (setting, shortKeys) in ClerkShortKeys.Of)
            reader.TakeShortKeys($"{Section}:{Provider.Clerk}:{setting}", shortKeys);
    }

    private Provider? Read(string name, bool needsSecret)
    {
        var path = $"{Section}:{name}";
        if (!UsableName().IsMatch(name))
        {
            reader.Refuse(path, "a provider's name has 1 to 32 letters, digits, dots, dashes and underscores.");
            return null;
        }
        var settings = reader.Read<ProviderSettings>(path);
        var kind = settings.Kind ?? (name == Provider.Clerk ? ProviderKind.Clerk : ProviderKind.Oidc);
        new ProviderRules(reader, path).Check(settings, kind);
        var provider = new Provider
        {
            Name = name,
            ShortKeys = name == Provider.Clerk ? ClerkShortKeys.Of.Keys.ToDictionary(key => key, key => reader.KeyOf($"{path}:{key}")) : [],
            Kind = kind,
            Issuer = ReadIssuer(settings, name, path),
            AlsoIssuers = settings.AlsoIssuers,
            Audiences = settings.Audience,
            AuthorizedParties = [.. settings.AuthorizedParties.Select(Origin.Normalized)],
            JwksUri = SafeAddress.Parse(settings.JwksUri),
            MetadataAddress = SafeAddress.Parse(settings.MetadataAddress),
            SubjectClaim = settings.SubjectClaim ?? "sub",
            Claims = ClaimNames.Of(settings.Claims),
            InstanceId = settings.InstanceId,
            Secrets = ReadSecrets(settings, name, path, needsSecret),
            Tokens = ReadTokens(settings, path),
            ClerkApi = settings.SecretKey is { } key ? new ClerkAccess(key, ReadApiUrl(settings)) : null,
            Auth0Api = settings is { Domain: { } domain, ClientId: { } client, ClientSecret: { } secret }
                ? new Auth0Access(ReadDomain(domain), client, secret)
                : null,
        };
        return provider with
        {
            WrongSettings = typeof(ProviderSettings).GetProperties().Select(property => property.Name)
                .Where(setting => reader.IsWrong($"{path}:{setting}")).ToHashSet(),
        };
    }

    private string ReadIssuer(ProviderSettings settings, string name, string path)
    {
        if (settings.Issuer is { } issuer)
            return issuer;
        if (name == Provider.Clerk && builtIn is not null)
            return DevelopmentSecrets.Issuer;
        reader.Refuse($"{path}:Issuer", Missing(name));
        return $"missing:{name}";
    }

    private WebhookSecrets? ReadSecrets(ProviderSettings settings, string name, string path, bool isNeeded)
    {
        var text = settings.WebhookSecrets.Length > 0 ? string.Join(' ', settings.WebhookSecrets)
            : name == Provider.Clerk ? builtIn?.WebhookSecret
            : null;
        if (text is null)
        {
            if (isNeeded)
                reader.Refuse($"{path}:WebhookSecrets", Missing(name));
            return null;
        }
        var secrets = WebhookSecrets.TryParse(text, clock);
        if (secrets is null)
            reader.Refuse(
                $"{path}:WebhookSecrets",
                "it must be one or more signing secrets as the provider shows them, whsec_ and base64 of at least 16 bytes.");
        return secrets;
    }

    private WebhookTokens? ReadTokens(ProviderSettings settings, string path)
    {
        if (settings.WebhookTokens.Length == 0)
            return null;
        var tokens = settings.WebhookTokens.SelectMany(text => text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries)).ToArray();
        if (tokens.Length == 0 || tokens.Any(token => token.Length < ProviderRules.MinTokenLength))
            reader.Refuse($"{path}:WebhookTokens", $"it must be one or more tokens of {ProviderRules.MinTokenLength} characters or more.");
        return new WebhookTokens(tokens);
    }

    private static string ReadApiUrl(ProviderSettings settings)
    {
        const string version = "/v1";
        var url = (settings.ApiUrl ?? ClerkAccess.DefaultUrl).TrimEnd('/');
        return url.EndsWith(version, StringComparison.Ordinal) ? url[..^version.Length] : url;
    }

    private static string ReadDomain(string domain) => ProviderRules.AddressOf(domain).TrimEnd('/');

    private static string Missing(string name) =>
        name == Provider.Clerk ? "it is missing. It may be left out in Development only." : "it is missing.";

    [GeneratedRegex("^[a-z0-9._-]{1,32}$")]
    private static partial Regex UsableName();
}
