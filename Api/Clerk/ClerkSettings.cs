using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>What this process must know of Clerk: who issues the session tokens, and with which secrets webhooks are signed.</summary>
/// <param name="Issuer">The <c>iss</c> of session tokens, byte for byte.</param>
internal sealed record ClerkSettings(string Issuer, WebhookSecrets Secrets)
{
    /// <summary>The provider's name, in routes and in the users it made.</summary>
    public const string Provider = "clerk";

    private const string SecretKey = "CLERK_WEBHOOK_SECRET";
    private const string SecretAlias = "CLERK_WEBHOOK_SIGNING_SECRET";
    private const string IssuerKey = "CLERK_ISSUER";

    /// <param name="builtIn">What stands in, in Development, for what is not set.</param>
    /// <exception cref="SettingException">A setting is missing or cannot be used.</exception>
    public static ClerkSettings Read(IConfiguration configuration, DevelopmentSecrets? builtIn, TimeProvider clock) => new(
        (configuration[IssuerKey], builtIn) switch
        {
            ({ } issuer, _) => Checked(issuer),
            (null, not null) => DevelopmentSecrets.Issuer,
            _ => throw Missing(IssuerKey),
        },
        ReadSecrets(configuration, builtIn, clock));

    private static WebhookSecrets ReadSecrets(IConfiguration configuration, DevelopmentSecrets? builtIn, TimeProvider clock)
    {
        var key = configuration[SecretKey] is null && configuration[SecretAlias] is not null ? SecretAlias : SecretKey;
        try
        {
            return WebhookSecrets.Parse(configuration[key] ?? builtIn?.WebhookSecret ?? throw Missing(key), clock);
        }
        catch (FormatException)
        {
            throw new SettingException(key, "it must be one or more signing secrets as the provider shows them, whsec_ and base64 of at least 16 bytes.");
        }
    }

    private static string Checked(string issuer) =>
        Uri.TryCreate(issuer, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
            ? issuer
            : throw new SettingException(IssuerKey, "it must be an https address; http only for this machine itself.");

    private static SettingException Missing(string key) => new(key, "it is missing. It may be left out in Development only.");
}
