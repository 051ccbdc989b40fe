using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>
/// The settings of one identity provider, as operators write them. <see cref="ProviderReader"/> makes a <see cref="Provider"/> of them.
/// </summary>
[SettingsSection("Providers:*")]
internal sealed class ProviderSettings
{
    /// <summary>Which software the provider runs; null means clerk for the provider of that name, else oidc.</summary>
    public ProviderKind? Kind { get; set; }

    /// <summary>The <c>iss</c> of its tokens.</summary>
    public string? Issuer { get; set; }

    /// <summary>Further issuers of the same user base.</summary>
    [ListOnly]
    public string[] AlsoIssuers { get; set; } = [];

    /// <summary>Where the discovery document is, when not at the issuer.</summary>
    public string? MetadataAddress { get; set; }

    /// <summary>Where the key set is, when not at the issuer.</summary>
    public string? JwksUri { get; set; }

    /// <summary>The accepted values of <c>aud</c>.</summary>
    [EmptyIsRefused]
    public string[] Audience { get; set; } = [];

    /// <summary>The claim that names the user.</summary>
    public string? SubjectClaim { get; set; }

    /// <summary>The accepted values of <c>azp</c>.</summary>
    [ListOnly, EmptyIsRefused]
    public string[] AuthorizedParties { get; set; } = [];

    /// <summary>Signing secrets of its webhooks, several in one text separated by spaces or commas.</summary>
    public string[] WebhookSecrets { get; set; } = [];

    /// <summary>Bearer tokens of its webhooks, several in one text separated by spaces or commas.</summary>
    public string[] WebhookTokens { get; set; } = [];

    /// <summary>The Clerk instance whose events are accepted.</summary>
    [EmptyIsRefused]
    public string? InstanceId { get; set; }

    /// <summary>The key of Clerk's Backend API.</summary>
    public string? SecretKey { get; set; }

    /// <summary>The address of Clerk's Backend API.</summary>
    public string? ApiUrl { get; set; }

    /// <summary>The domain of Auth0's Management API.</summary>
    public string? Domain { get; set; }

    /// <summary>The client that reads Auth0's Management API.</summary>
    public string? ClientId { get; set; }

    /// <summary>The secret of that client.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>The claims that hold the fields of a user.</summary>
    public ClaimSettings Claims { get; set; } = new();
}

/// <summary>
/// For each field of the user, the claim of a token that holds it: a name, or a path with dots. Null means the standard names.
/// </summary>
internal sealed class ClaimSettings
{
    public string? Name { get; set; }

    public string? FirstName { get; set; }

    public string? LastName { get; set; }

    public string? Username { get; set; }

    public string? Email { get; set; }

    public string? EmailVerified { get; set; }

    public string? PhoneNumber { get; set; }

    public string? ImageUrl { get; set; }
}
