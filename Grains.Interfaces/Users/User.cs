using System.Text.Json.Serialization;

namespace OrleansUsers;

/// <summary>A stored user as readers see it: what the directory (webhooks, back-fill) and the user's own tokens said, merged.</summary>
/// <remarks>Times are UTC. Private metadata is not part of it: it is neither stored nor served.</remarks>
[GenerateSerializer, Immutable, Alias("User")]
public sealed record User
{
    /// <summary>The user's id everywhere here. The same as <see cref="ExternalId"/>.</summary>
    public string Id => ExternalId;

    /// <summary>The identity provider's id of the user: Clerk's <c>user_…</c>, or <c>provider|sub</c>.</summary>
    [Id(0)] public required string ExternalId { get; init; }

    /// <summary>The configured name of the provider that made the user, <c>clerk</c> for Clerk.</summary>
    [Id(1)] public required string Provider { get; init; }

    /// <summary>What to call the user; <c>Anonymous</c> where nothing is known. Never empty.</summary>
    [Id(2)] public required string Name { get; init; }

    [Id(3)] public string? FirstName { get; init; }

    [Id(4)] public string? LastName { get; init; }

    [Id(5)] public string? Username { get; init; }

    /// <summary>The primary e-mail address.</summary>
    [Id(6)] public string? Email { get; init; }

    /// <summary>Whether the provider has verified <see cref="Email"/>.</summary>
    [Id(7)] public bool EmailVerified { get; init; }

    [Id(8)] public string? PhoneNumber { get; init; }

    [Id(9)] public string? ImageUrl { get; init; }

    /// <summary>The metadata the provider lets front ends see; a JSON object.</summary>
    [Id(10)] public RawJson? PublicMetadata { get; init; }

    /// <summary>The id of the user in the app's own systems, which the provider keeps: Clerk's <c>external_id</c>.</summary>
    [Id(18)] public string? ReferenceId { get; init; }

    /// <summary>The token identifiers that are this user, each <c>issuer|subject</c>, sorted.</summary>
    [Id(11)] public required IReadOnlyList<string> TokenIdentifiers { get; init; }

    /// <summary>
    /// A directory forbids the user to sign in: banned or deprovisioned at Clerk, blocked at Auth0. Every call of the user is then refused.
    /// </summary>
    [Id(12)] public bool Banned { get; init; }

    [Id(13)] public bool Locked { get; init; }

    /// <summary>When the provider made the user; for one known from tokens only, when the claims of the oldest token were made.</summary>
    [Id(14)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The newest of the provider's last change and the issue times of the profile claims.</summary>
    [Id(15)] public required DateTimeOffset UpdatedAt { get; init; }

    [Id(16)] public DateTimeOffset? LastSignInAt { get; init; }

    /// <summary>When the user was last active: Clerk's <c>last_active_at</c>, which is exact to the day.</summary>
    [Id(19)] public DateTimeOffset? LastActiveAt { get; init; }

    /// <summary>
    /// Grows by one with each change a reader can see; <see cref="UpdatedAt"/> or <see cref="LastActiveAt"/> alone is none.
    /// </summary>
    [Id(17)] public required long Version { get; init; }

    /// <summary>
    /// What other users see as the name: an e-mail address in it counts as none, and the name rule goes on to the next part.
    /// </summary>
    [JsonIgnore]
    public string PublicName => UserName.IsPublic(Name) ? Name : UserName.Public(FirstName, LastName, Username, Email);

    /// <summary>What other users see as the username: none where it is an e-mail address.</summary>
    [JsonIgnore]
    public string? PublicUsername => UserName.IsPublic(Username) ? Username : null;

    /// <summary>What other users see as the picture: none where its address tells the user's e-mail address.</summary>
    [JsonIgnore]
    public string? PublicImageUrl => EmailAddress.IsTold(ImageUrl, Email) ? null : ImageUrl;

    /// <summary>Whose it is and no more: Orleans writes what goes between grains into its log.</summary>
    public override string ToString() => $"User {ExternalId}";
}
