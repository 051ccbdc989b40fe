namespace OrleansUsers;

/// <summary>What a provider's directory said of a user at one moment, by webhook or back-fill. The newest one replaces all older ones whole.</summary>
/// <remarks>
/// Newest is by <see cref="UpdatedAt"/>, then <see cref="SentAt"/>, then the content itself, so that every order of arrival ends alike.
/// A text is null where the directory did not say, and empty where it said that there is none.
/// </remarks>
[GenerateSerializer, Immutable, Alias("UserSnapshot")]
public sealed record UserSnapshot
{
    /// <summary>The configured name of the provider.</summary>
    [Id(0)] public required string Provider { get; init; }

    /// <summary>The sign-in this user has at that provider, <c>issuer|subject</c>.</summary>
    [Id(1)] public required string TokenIdentifier { get; init; }

    /// <summary>When the user last changed at the provider: Clerk's <c>data.updated_at</c>.</summary>
    [Id(2)] public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When the provider made the message: Clerk's envelope <c>timestamp</c>, never that of a delivery attempt (<c>svix-timestamp</c>).</summary>
    [Id(3)] public required DateTimeOffset SentAt { get; init; }

    [Id(4)] public string? FirstName { get; init; }

    [Id(5)] public string? LastName { get; init; }

    [Id(6)] public string? Username { get; init; }

    [Id(7)] public string? Email { get; init; }

    [Id(8)] public bool EmailVerified { get; init; }

    [Id(9)] public string? PhoneNumber { get; init; }

    [Id(10)] public string? ImageUrl { get; init; }

    [Id(11)] public RawJson? PublicMetadata { get; init; }

    [Id(12)] public bool Banned { get; init; }

    [Id(13)] public bool Locked { get; init; }

    [Id(14)] public DateTimeOffset? CreatedAt { get; init; }

    [Id(15)] public DateTimeOffset? LastSignInAt { get; init; }

    /// <summary>The full name, at a provider that has one beside first and last name.</summary>
    [Id(16)] public string? Name { get; init; }

    /// <summary>Whose it is and no more: Orleans writes what goes between grains into its log.</summary>
    public override string ToString() => $"UserSnapshot {TokenIdentifier}";
}
