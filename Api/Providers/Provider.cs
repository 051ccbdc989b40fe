namespace OrleansUsers.Api;

/// <summary>Which software a provider runs: it decides how its webhooks are read.</summary>
internal enum ProviderKind
{
    /// <summary>Any OpenID provider; its events name the user's fields as OpenID Connect does.</summary>
    Oidc,

    Clerk,

    /// <summary>
    /// Events as the Action of <c>docs/auth0.md</c> sends them, with the fields of OpenID Connect and some of Auth0's own.
    /// </summary>
    Auth0,
}

/// <summary>One identity provider: whose tokens and webhooks are believed, and which ids its users get.</summary>
internal sealed record Provider
{
    /// <summary>The name of the provider that the settings <c>CLERK_…</c> are short for.</summary>
    public const string Clerk = ExternalId.BareProvider;

    /// <summary>Its name in settings, routes and external ids, in lower case.</summary>
    public required string Name { get; init; }

    public required ProviderKind Kind { get; init; }

    /// <summary>The <c>iss</c> of its tokens, byte for byte.</summary>
    public required string Issuer { get; init; }

    /// <summary>
    /// Further issuers of the same user base, byte for byte: a custom domain, a satellite domain, the issuer without <c>https://</c>.
    /// </summary>
    public IReadOnlyList<string> AlsoIssuers { get; init; } = [];

    /// <summary><see cref="Issuer"/> and <see cref="AlsoIssuers"/>.</summary>
    public IEnumerable<string> Issuers => AlsoIssuers.Prepend(Issuer);

    /// <summary>What <c>aud</c> must hold one of; empty accepts any, and none.</summary>
    public IReadOnlyList<string> Audiences { get; init; } = [];

    /// <summary>What <c>azp</c> must be one of; empty accepts any, and none.</summary>
    public IReadOnlyList<string> AuthorizedParties { get; init; } = [];

    /// <summary>Where the key set is, when not at the issuer.</summary>
    public Uri? JwksUri { get; init; }

    /// <summary>Where the discovery document is, when not at the issuer.</summary>
    public Uri? MetadataAddress { get; init; }

    /// <summary>The claim that names the user.</summary>
    public string SubjectClaim { get; init; } = "sub";

    /// <summary>Under which claims of its tokens the fields of a user are found.</summary>
    public ClaimNames Claims { get; init; } = ClaimNames.Standard;

    /// <summary>The Clerk instance whose events are taken; null takes those of any.</summary>
    public string? InstanceId { get; init; }

    /// <summary>What its webhooks are signed with; null when it signs none.</summary>
    public WebhookSecrets? Secrets { get; init; }

    /// <summary>
    /// The bearer tokens its webhooks come with, where it does not sign them: Auth0's Event Streams. Null when there are none.
    /// </summary>
    public WebhookTokens? Tokens { get; init; }

    /// <summary>Whether it sends webhooks.</summary>
    public bool HasWebhooks => Secrets is not null || Tokens is not null;

    /// <summary>
    /// Whether a token that the issuer made for somebody else's app is as good as one for ours. Clerk's issuers are one app's each.
    /// </summary>
    public bool AcceptsTokensForOthers => Kind != ProviderKind.Clerk && Audiences.Count == 0 && AuthorizedParties.Count == 0;

    /// <summary>The token identifiers of one of its subjects: that of <see cref="Issuer"/> first.</summary>
    public IReadOnlyList<string> TokenIdentifiersOf(string subject) =>
        [TokenIdentifier.Of(Issuer, subject), .. AlsoIssuers.Select(issuer => TokenIdentifier.Of(issuer, subject))];
}
