using System.Text.Json.Nodes;

namespace OrleansUsers.Harness;

/// <summary>One identity provider as the program is told of it.</summary>
/// <param name="Name">What it is called in settings, routes and ids.</param>
/// <param name="Kind"><c>clerk</c>, <c>auth0</c> or <c>oidc</c>.</param>
public sealed record FakeProvider(string Name, string Kind, FakeIssuer Issuer)
{
    /// <summary>What its webhooks are signed with.</summary>
    public string Secret { get; init; } = WebhookSignature.NewSecret();

    /// <summary>One more secret that is accepted, as during a rotation.</summary>
    public string NextSecret { get; init; } = WebhookSignature.NewSecret();

    /// <summary>The audience its tokens must be for; null where none is asked for.</summary>
    public string? Audience { get; init; }

    /// <summary>The clients its tokens must be issued to; empty where none is asked for.</summary>
    public IReadOnlyList<string> AuthorizedParties { get; init; } = [];

    /// <summary>Where it delivers.</summary>
    public string WebhookPath => $"/webhooks/{Name}";

    /// <summary>The id here of one of its users.</summary>
    public string ExternalId(string subject) => Name == "clerk" ? subject : $"{Name}|{subject}";

    /// <summary>The sign-in of one of its users, as one text.</summary>
    public string TokenIdentifier(string subject) => $"{Issuer.Url}|{subject}";

    /// <summary>Claims that this provider's settings ask for.</summary>
    public JsonObject Claims(string subject)
    {
        var claims = Issuer.Claims(subject);
        if (Audience is not null)
            claims["aud"] = Audience;
        return claims;
    }

    /// <summary>A good token; what is set on the claims comes on top.</summary>
    public Task<string> TokenAsync(string subject, Action<JsonObject>? set = null)
    {
        var claims = Claims(subject);
        set?.Invoke(claims);
        return Issuer.TokenAsync(claims);
    }

    /// <summary>The settings that tell the program of it.</summary>
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
