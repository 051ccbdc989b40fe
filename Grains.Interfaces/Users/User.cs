using System.Text.Json.Serialization;

namespace OrleansUsers;

/// <summary>
/// A stored user as readers see it: the data of the provider's directory (webhooks, back-fill) and of the user's tokens, merged.
/// </summary>
/// <remarks>Times are UTC. Private metadata is neither stored nor served.</remarks>
[GenerateSerializer, Immutable, Alias("User")]
public sealed record User
{
    /// <summary>The user's id everywhere here. The same as <see cref="ExternalId"/>.</summary>
    public string Id => ExternalId;

    /// <summary>The identity provider's id of the user: Clerk's <c>user_…</c>, or <c>provider|sub</c>.</summary>
    [Id(0)] public required string ExternalId { get; init; }

    /// <summary>The configured name of the user's own provider, <c>clerk</c> for Clerk.</summary>
    [Id(1)] public required string Provider { get; init; }

    /// <summary>The name by the rule of <see cref="UserName"/>; <c>Anonymous</c> when no part of it is known. Never empty.</summary>
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

    /// <summary>The metadata that the provider lets front ends see; a JSON object.</summary>
    [Id(10)] public RawJson? PublicMetadata { get; init; }

    /// <summary>The id of the user in the app's own systems, which the provider keeps: Clerk's <c>external_id</c>.</summary>
    [Id(18)] public string? ReferenceId { get; init; }

    /// <summary>All token identifiers that the user holds, own and linked, each <c>issuer|subject</c>, sorted.</summary>
    [Id(11)] public required IReadOnlyList<string> TokenIdentifiers { get; init; }

    /// <summary>
    /// A directory forbids the user to sign in: banned or deprovisioned at Clerk, blocked at Auth0. Every call of the user is then refused.
    /// </summary>
    [Id(12)] public bool Banned { get; init; }

    /// <summary>The provider's own state of that name. It has no effect here.</summary>
    [Id(13)] public bool Locked { get; init; }

    /// <summary>
    /// When the provider created the user. For a user known from tokens only: when the claims of the oldest token were made.
    /// </summary>
    [Id(14)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The later of the provider's last change and the newest issue time of a profile claim.</summary>
    [Id(15)] public required DateTimeOffset UpdatedAt { get; init; }

    [Id(16)] public DateTimeOffset? LastSignInAt { get; init; }

    /// <summary>When the user was last active: Clerk's <c>last_active_at</c>, which is exact to the day.</summary>
    [Id(19)] public DateTimeOffset? LastActiveAt { get; init; }

    /// <summary>
    /// Grows by one with each change that a reader can see. A change of <see cref="UpdatedAt"/> or <see cref="LastActiveAt"/> alone does
    /// not count.
    /// </summary>
    [Id(17)] public required long Version { get; init; }

    /// <summary>
    /// The name that other users see. A part that holds an e-mail address is skipped, and the name rule continues with the next part.
    /// </summary>
    [JsonIgnore]
    public string PublicName => UserName.IsPublic(Name) ? Name : UserName.Public(FirstName, LastName, Username, Email);

    /// <summary>The username that other users see; null when it holds an e-mail address.</summary>
    [JsonIgnore]
    public string? PublicUsername => UserName.IsPublic(Username) ? Username : null;

    /// <summary>The picture that other users see; null when its web address reveals an e-mail address.</summary>
    [JsonIgnore]
    public string? PublicImageUrl => EmailAddress.IsRevealedBy(ImageUrl, Email) ? null : ImageUrl;

    /// <summary>Names the user and nothing else, because Orleans writes the arguments of grain calls into its log.</summary>
    public override string ToString() => $"User {ExternalId}";
}
