using System.Text.RegularExpressions;
using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>Reads the providers: <c>Providers__&lt;name&gt;__…</c>, and <c>CLERK_…</c> as the short form of the one named clerk.</summary>
/// <param name="builtIn">What stands in, in Development, for what is not set of Clerk.</param>
internal sealed partial class ProviderSettings(IConfiguration configuration, DevelopmentSecrets? builtIn, TimeProvider clock)
{
    private const string SecretShort = "CLERK_WEBHOOK_SECRET";
    private const string SecretAlias = "CLERK_WEBHOOK_SIGNING_SECRET";
    private const string IssuerShort = "CLERK_ISSUER";

    /// <exception cref="SettingException">A setting is missing or cannot be used.</exception>
    public ProviderSet Read()
    {
        // Keys of settings are the same in any case, and the ids of users must not depend on how one was typed.
        var names = configuration.GetSection("Providers").GetChildren().Select(section => section.Key.ToLowerInvariant()).ToHashSet();
        var others = names.Any(name => name != Provider.Clerk);
        if (builtIn is not null || !others || new[] { IssuerShort, SecretShort, SecretAlias }.Any(key => configuration[key] is not null))
            names.Add(Provider.Clerk);

        var providers = names.Order(StringComparer.Ordinal).Select(name => Read(name, needsSecret: name == Provider.Clerk && !others)).ToArray();
        foreach (var same in providers.GroupBy(provider => provider.Issuer).Where(same => same.Count() > 1))
            throw new SettingException(IssuerKey(same.Last().Name).Key, $"the provider {same.First().Name} has the same issuer.");
        return new ProviderSet(providers);
    }

    private Provider Read(string name, bool needsSecret)
    {
        if (!UsableName().IsMatch(name))
            throw new SettingException($"Providers__{name}", "a provider's name has 1 to 32 letters, digits, dots, dashes and underscores.");
        return new Provider
        {
            Name = name,
            Kind = ReadKind(name),
            Issuer = ReadIssuer(name),
            AlsoIssuers = [.. configuration.GetSection($"Providers:{name}:AlsoIssuers").GetChildren().Select(issuer => issuer.Value!)],
            InstanceId = Setting(name, "InstanceId", "CLERK_INSTANCE_ID").Value,
            Tokens = Setting(name, "WebhookTokens").Value is { } tokens
                ? new WebhookTokens(tokens.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))
                : null,
            Audiences = ReadAudience(name) is { } audience ? [audience] : [],
            AuthorizedParties = ReadAuthorizedParties(name),
            Secrets = ReadSecrets(name, needsSecret),
        };
    }

    private ProviderKind ReadKind(string name) => Setting(name, "Kind") switch
    {
        (_, null) => name == Provider.Clerk ? ProviderKind.Clerk : ProviderKind.Oidc,
        (_, var text) when Enum.GetNames<ProviderKind>().Contains(text, StringComparer.OrdinalIgnoreCase) => Enum.Parse<ProviderKind>(text, ignoreCase: true),
        var (key, _) => throw new SettingException(key, "it must be clerk, auth0 or oidc."),
    };

    private string ReadIssuer(string name)
    {
        var (key, issuer) = IssuerKey(name);
        if (issuer is null)
            return name == Provider.Clerk && builtIn is not null ? DevelopmentSecrets.Issuer : throw Missing(name, key);

        var isSafe = Uri.TryCreate(issuer, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));
        // The bar separates issuer and subject in a token identifier.
        return isSafe && TokenIdentifier.TrySplit($"{issuer}|0", out var split, out _) && split == issuer
            ? issuer
            : throw new SettingException(key, "it must be an https address without |, http only for this machine itself.");
    }

    private string? ReadAudience(string name) => Setting(name, "Audience") switch
    {
        var (key, text) when text is not null && string.IsNullOrWhiteSpace(text) => throw new SettingException(key, "it is empty."),
        var (_, text) => text,
    };

    private string[] ReadAuthorizedParties(string name)
    {
        var parties = configuration.GetSection($"Providers:{name}:AuthorizedParties");
        // Given in one piece, or left empty, they would silently let everybody in.
        return parties.Value is null && parties.GetChildren().All(party => !string.IsNullOrWhiteSpace(party.Value))
            ? [.. parties.GetChildren().Select(party => party.Value!)]
            : throw new SettingException($"Providers__{name}__AuthorizedParties", "give each one a setting of its own: __AuthorizedParties__0, __1 and so on.");
    }

    private WebhookSecrets? ReadSecrets(string name, bool isNeeded)
    {
        var (key, text) = Setting(name, "WebhookSecrets", SecretShort, SecretAlias);
        text ??= name == Provider.Clerk ? builtIn?.WebhookSecret : null;
        if (text is null)
            return isNeeded ? throw Missing(name, key) : null;
        try
        {
            return WebhookSecrets.Parse(text, clock);
        }
        catch (FormatException)
        {
            throw new SettingException(key, "it must be one or more signing secrets as the provider shows them, whsec_ and base64 of at least 16 bytes.");
        }
    }

    private (string Key, string? Value) IssuerKey(string name) => Setting(name, "Issuer", IssuerShort);

    /// <summary>A setting of a provider and the name it goes by: the short one where that is set, or is the usual one.</summary>
    private (string Key, string? Value) Setting(string name, string setting, params ReadOnlySpan<string> shortKeys)
    {
        var full = (Key: $"Providers__{name}__{setting}", Value: configuration[$"Providers:{name}:{setting}"]);
        if (name != Provider.Clerk || shortKeys.IsEmpty)
            return full;

        foreach (var key in shortKeys)
        {
            if (configuration[key] is { } value)
                return full.Value is null ? (key, value) : throw new SettingException(key, $"it is set, and {full.Key} too: set one of them.");
        }
        return full.Value is null ? (shortKeys[0], null) : full;
    }

    private static SettingException Missing(string name, string key) =>
        new(key, name == Provider.Clerk ? "it is missing. It may be left out in Development only." : "it is missing.");

    [GeneratedRegex("^[a-z0-9._-]{1,32}$")]
    private static partial Regex UsableName();
}
