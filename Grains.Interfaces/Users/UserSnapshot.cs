using System.Text.Json.Serialization;

namespace OrleansUsers;

/// <summary>
/// What a provider's directory said of a user at one moment, by webhook or back-fill. The newest one replaces all older ones whole.
/// </summary>
/// <remarks>
/// Newest is by <see cref="UpdatedAt"/>, then <see cref="SentAt"/>, then the content itself, so that every order of arrival ends alike.
/// A text is null where the directory did not say, and empty where it said that there is none.
/// </remarks>
[GenerateSerializer, Immutable, Alias("UserSnapshot")]
public sealed record UserSnapshot
{
    /// <summary>The configured name of the provider.</summary>
    [Id(0)] public required string Provider { get; init; }

    /// <summary>The token identifier of this user at that provider, <c>issuer|subject</c>.</summary>
    [Id(1)] public required string TokenIdentifier { get; init; }

    /// <summary>When the user last changed at the provider: Clerk's <c>data.updated_at</c>.</summary>
    [Id(2)] public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>
    /// When the provider made the message: Clerk's envelope <c>timestamp</c>, never that of a delivery attempt (<c>svix-timestamp</c>).
    /// </summary>
    [Id(3)] public required DateTimeOffset SentAt { get; init; }

    [Id(4)] public string? FirstName { get; init; }

    [Id(5)] public string? LastName { get; init; }

    [Id(6)] public string? Username { get; init; }

    [Id(7)] public string? Email { get; init; }

    /// <summary>Whether the provider has verified <see cref="Email"/>. Means nothing where <see cref="IsVerificationUnsaid"/>.</summary>
    [Id(8)] public bool EmailVerified { get; init; }

    /// <summary>
    /// The message does not say whether the address is verified. It then changes nothing about what was said of that address before.
    /// </summary>
    [Id(17), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsVerificationUnsaid { get; init; }

    /// <summary>
    /// The directory may leave the verification out of a message about an address that it spoke of before. Clerk never does, so that its
    /// newest message tells all there is.
    /// </summary>
    [Id(21), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool MayOmitVerification { get; init; }

    [Id(9)] public string? PhoneNumber { get; init; }

    [Id(10)] public string? ImageUrl { get; init; }

    [Id(11)] public RawJson? PublicMetadata { get; init; }

    [Id(12)] public bool Banned { get; init; }

    [Id(13)] public bool Locked { get; init; }

    [Id(14)] public DateTimeOffset? CreatedAt { get; init; }

    [Id(15)] public DateTimeOffset? LastSignInAt { get; init; }

    /// <summary>The full name, at a provider that has one beside first and last name.</summary>
    [Id(16)] public string? Name { get; init; }

    /// <summary>The id of the user in the app's own systems, which the provider keeps: Clerk's <c>external_id</c>.</summary>
    [Id(18)] public string? ReferenceId { get; init; }

    /// <summary>When the user was last active: Clerk's <c>last_active_at</c>, which is exact to the day.</summary>
    [Id(19)] public DateTimeOffset? LastActiveAt { get; init; }

    /// <summary>
    /// The same subject at the provider's other issuers (<c>AlsoIssuers</c>), as token identifiers; null when it has none. Not stored.
    /// </summary>
    [Id(20), JsonIgnore]
    public IReadOnlyList<string>? OtherTokenIdentifiers { get; init; }

    /// <summary>Whose it is and no more: Orleans writes what goes between grains into its log.</summary>
    public override string ToString() => $"UserSnapshot {TokenIdentifier}";
}
