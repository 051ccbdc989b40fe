using System.Text.Json.Serialization;

namespace OrleansUsers;

/// <summary>
/// All that a provider's directory says of a user at one moment, by webhook or back-fill. The newest snapshot replaces an older one whole.
/// </summary>
/// <remarks>
/// The newest is decided by <see cref="UpdatedAt"/>, then <see cref="SentAt"/>, then the content, so that the order of arrival does not
/// matter. A text is null when the directory did not send it, and empty when the directory sent that there is none.
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
    /// When the provider made the event: Clerk's envelope <c>timestamp</c>, never the time of a delivery (<c>svix-timestamp</c>).
    /// </summary>
    [Id(3)] public required DateTimeOffset SentAt { get; init; }

    [Id(4)] public string? FirstName { get; init; }

    [Id(5)] public string? LastName { get; init; }

    [Id(6)] public string? Username { get; init; }

    [Id(7)] public string? Email { get; init; }

    /// <summary>
    /// Whether the provider has verified <see cref="Email"/>. Has no meaning when <see cref="IsVerificationUnsaid"/> is set.
    /// </summary>
    [Id(8)] public bool EmailVerified { get; init; }

    /// <summary>The event has no verification of the address. An earlier verification of the same address then stays.</summary>
    [Id(17), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsVerificationUnsaid { get; init; }

    /// <summary>
    /// The directory may omit the verification of an address that it sent in an earlier event. Clerk never omits it, so that its newest
    /// event alone decides.
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

    /// <summary>
    /// When the provider's API answered with it; null when the provider sent it by itself. <see cref="SentAt"/> is then only the earliest
    /// time at which an event of the same change can have been made.
    /// </summary>
    [Id(22), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>
    /// When the directory began the user with this id: the time of the creation, or of the event that tells of it. Null for a directory
    /// that never gives an id a second time (Clerk). Not stored with the snapshot.
    /// </summary>
    [Id(23), JsonIgnore]
    public DateTimeOffset? BeganAt { get; init; }

    /// <summary>
    /// When it was made: <see cref="ReadAt"/> for one that was read, <see cref="SentAt"/> for one that the provider sent by itself.
    /// </summary>
    [JsonIgnore]
    public DateTimeOffset MadeAt => ReadAt ?? SentAt;

    /// <summary>Names the token identifier and nothing else, because Orleans writes the arguments of grain calls into its log.</summary>
    public override string ToString() => $"UserSnapshot {TokenIdentifier}";
}
