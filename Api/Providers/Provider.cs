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

/// <summary>How to call Clerk's Backend API.</summary>
/// <param name="Url">Its address without the path <c>/v1</c>, without a slash at the end.</param>
internal sealed record ClerkAccess(string SecretKey, string Url)
{
    /// <summary>Where Clerk has it.</summary>
    public const string DefaultUrl = "https://api.clerk.com";

    /// <summary>Whether the key says that it belongs to a development instance, which has a lower rate limit.</summary>
    public bool IsOfDevelopment => SecretKey.StartsWith("sk_test_", StringComparison.Ordinal);
}

/// <summary>How to call Auth0's Management API.</summary>
/// <param name="Url">The address of the tenant's own domain, without a slash at the end.</param>
internal sealed record Auth0Access(string Url, string ClientId, string ClientSecret);

/// <summary>One identity provider: whose tokens and webhooks are accepted, and which ids its users get.</summary>
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

    /// <summary>The accepted values of <c>aud</c>. Empty accepts any value, and tokens without one.</summary>
    public IReadOnlyList<string> Audiences { get; init; } = [];

    /// <summary>The accepted values of <c>azp</c>. Empty accepts any value, and tokens without one.</summary>
    public IReadOnlyList<string> AuthorizedParties { get; init; } = [];

    /// <summary>Where the key set is, when not at the issuer.</summary>
    public Uri? JwksUri { get; init; }

    /// <summary>Where the discovery document is, when not at the issuer.</summary>
    public Uri? MetadataAddress { get; init; }

    /// <summary>The claim that names the user.</summary>
    public string SubjectClaim { get; init; } = "sub";

    /// <summary>The claims of its tokens that hold the fields of a user.</summary>
    public ClaimNames Claims { get; init; } = ClaimNames.Standard;

    /// <summary>The Clerk instance whose events are accepted; null accepts events of any instance.</summary>
    public string? InstanceId { get; init; }

    /// <summary>The secrets that its webhooks are signed with; null when it does not sign them.</summary>
    public WebhookSecrets? Secrets { get; init; }

    /// <summary>
    /// The bearer tokens of its webhooks that are not signed, as Auth0's Event Streams send them; null when there are none.
    /// </summary>
    public WebhookTokens? Tokens { get; init; }

    /// <summary>Clerk's Backend API; null when no key of it is set.</summary>
    public ClerkAccess? ClerkApi { get; init; }

    /// <summary>Auth0's Management API; null when it is not set.</summary>
    public Auth0Access? Auth0Api { get; init; }

    /// <summary>Whether it sends webhooks.</summary>
    public bool HasWebhooks => Secrets is not null || Tokens is not null;

    /// <summary>
    /// Whether tokens that the issuer made for other apps are accepted, too. Never for Clerk, where each issuer serves one app.
    /// </summary>
    public bool AcceptsTokensForOthers => Kind != ProviderKind.Clerk && Audiences.Count == 0 && AuthorizedParties.Count == 0;

    /// <summary>
    /// The members of <see cref="ProviderSettings"/> whose values are wrong. A process with wrong settings can only be checked.
    /// </summary>
    public IReadOnlySet<string> WrongSettings { get; init; } = new HashSet<string>();

    /// <summary>The keys of its settings that an operator sets by another name than <c>Providers__name__Setting</c>.</summary>
    public IReadOnlyDictionary<string, string> ShortKeys { get; init; } = new Dictionary<string, string>();

    /// <summary>The key of one of its settings, as the operator set it or would set it.</summary>
    /// <param name="setting">The name of a member of <see cref="ProviderSettings"/>.</param>
    public string KeyOf(string setting) => ShortKeys.GetValueOrDefault(setting) ?? $"Providers__{Name}__{setting}";

    /// <summary>The token identifiers of a subject, one for each issuer; that of <see cref="Issuer"/> is the first.</summary>
    public IReadOnlyList<string> TokenIdentifiersOf(string subject) =>
        [TokenIdentifier.Of(Issuer, subject), .. AlsoIssuers.Select(issuer => TokenIdentifier.Of(issuer, subject))];
}
