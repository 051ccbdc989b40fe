namespace OrleansUsers.Api;

/// <summary>Which software a provider runs: it decides how its webhooks are read.</summary>
internal enum ProviderKind
{
    /// <summary>Any OpenID provider; its events name the user's fields as OpenID Connect does.</summary>
    Oidc,

    Clerk,

    /// <summary>Events as the Action of <c>docs/auth0.md</c> sends them, with the fields of OpenID Connect and some of Auth0's own.</summary>
    Auth0,
}

/// <summary>One identity provider: whose tokens and webhooks are believed, and which ids its users get.</summary>
/// <param name="Name">Its name in settings, routes and external ids, in lower case.</param>
/// <param name="Issuer">The <c>iss</c> of its tokens, byte for byte.</param>
/// <param name="Audience">What <c>aud</c> must hold; null accepts any.</param>
/// <param name="AuthorizedParties">What <c>azp</c> must be one of; empty accepts any, and none.</param>
/// <param name="Secrets">What its webhooks are signed with; null when it sends none.</param>
internal sealed record Provider(
    string Name, ProviderKind Kind, string Issuer, string? Audience, IReadOnlyList<string> AuthorizedParties, WebhookSecrets? Secrets)
{
    /// <summary>The name of the provider that the settings <c>CLERK_…</c> are short for.</summary>
    public const string Clerk = ExternalId.BareProvider;

    /// <summary>Whether a token that the issuer made for somebody else's app is as good as one for ours. Clerk's issuers are one app's each.</summary>
    public bool AcceptsTokensForOthers => Kind != ProviderKind.Clerk && Audience is null && AuthorizedParties.Count == 0;
}
