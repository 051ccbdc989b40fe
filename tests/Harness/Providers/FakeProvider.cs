using System.Text.Json.Nodes;

namespace OrleansUsers.Harness;

/// <summary>One fake identity provider, with the settings that configure it in the program.</summary>
/// <param name="Name">Its name in settings, routes and ids.</param>
/// <param name="Kind"><c>clerk</c>, <c>auth0</c> or <c>oidc</c>.</param>
public sealed record FakeProvider(string Name, string Kind, FakeIssuer Issuer)
{
    /// <summary>The secret that signs its webhooks.</summary>
    public string Secret { get; init; } = WebhookSignature.NewSecret();

    /// <summary>One more secret that is accepted, as during a rotation.</summary>
    public string NextSecret { get; init; } = WebhookSignature.NewSecret();

    /// <summary>The audience that its tokens must have; null means any.</summary>
    public string? Audience { get; init; }

    /// <summary>The authorized parties of its tokens; empty means any.</summary>
    public IReadOnlyList<string> AuthorizedParties { get; init; } = [];

    /// <summary>The path of its webhooks.</summary>
    public string WebhookPath => $"/webhooks/{Name}";

    /// <summary>The external id of one of its users.</summary>
    public string ExternalId(string subject) => Name == "clerk" ? subject : $"{Name}|{subject}";

    /// <summary>The token identifier of one of its users.</summary>
    public string TokenIdentifier(string subject) => $"{Issuer.Url}|{subject}";

    /// <summary>Claims that this provider's settings accept.</summary>
    public JsonObject Claims(string subject)
    {
        var claims = Issuer.Claims(subject);
        if (Audience is not null)
            claims["aud"] = Audience;
        return claims;
    }

    /// <summary>A valid token of this subject. <paramref name="set"/> changes its claims.</summary>
    public Task<string> TokenAsync(string subject, Action<JsonObject>? set = null)
    {
        var claims = Claims(subject);
        set?.Invoke(claims);
        return Issuer.TokenAsync(claims);
    }

    /// <summary>The same settings with those of this provider.</summary>
    public ApiSettings AddTo(ApiSettings settings)
    {
        settings = settings
            .With(Key("Kind"), Kind)
            .With(Key("Issuer"), Issuer.Url)
            .With(Key("WebhookSecrets"), $"{Secret} {NextSecret["whsec_".Length..]}");
        if (Audience is not null)
            settings = settings.With(Key("Audience"), Audience);
        return AuthorizedParties.Index().Aggregate(
            settings, (all, party) => all.With(Key($"AuthorizedParties__{party.Index}"), party.Item));
    }

    private string Key(string setting) => $"Providers__{Name}__{setting}";
}
