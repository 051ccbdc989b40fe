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

    /// <summary>The sign-ins that are this user, each <c>issuer|subject</c>, sorted.</summary>
    [Id(11)] public required IReadOnlyList<string> TokenIdentifiers { get; init; }

    [Id(12)] public bool Banned { get; init; }

    [Id(13)] public bool Locked { get; init; }

    /// <summary>When the provider made the user; for one known from tokens only, the issue time of the oldest token heard.</summary>
    [Id(14)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The time of the newest thing heard of the user: the provider's change, or the issue of a token that carried profile claims.</summary>
    [Id(15)] public required DateTimeOffset UpdatedAt { get; init; }

    [Id(16)] public DateTimeOffset? LastSignInAt { get; init; }

    /// <summary>Grows by one with each change a reader can see; <see cref="UpdatedAt"/> alone is none.</summary>
    [Id(17)] public required long Version { get; init; }

    /// <summary>Whose it is and no more: Orleans writes what goes between grains into its log.</summary>
    public override string ToString() => $"User {ExternalId}";
}
