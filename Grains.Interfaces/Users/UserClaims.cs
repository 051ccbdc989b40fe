namespace OrleansUsers;

/// <summary>What a validated token says of the user who holds it. A claim the token does not carry is null and changes nothing.</summary>
[GenerateSerializer, Immutable, Alias("UserClaims")]
public sealed record UserClaims
{
    /// <summary>The configured name of the provider that issued the token.</summary>
    [Id(0)] public required string Provider { get; init; }

    /// <summary>The token's <c>iss|sub</c>.</summary>
    [Id(1)] public required string TokenIdentifier { get; init; }

    /// <summary>
    /// When the claims were made, from which each of them counts: Clerk's header <c>oiat</c>, else the token's <c>iat</c>. The Unix epoch
    /// where the token has neither, so that its claims are older than all others.
    /// </summary>
    [Id(2)] public required DateTimeOffset IssuedAt { get; init; }

    [Id(3)] public string? Name { get; init; }

    [Id(4)] public string? FirstName { get; init; }

    [Id(5)] public string? LastName { get; init; }

    [Id(6)] public string? Username { get; init; }

    [Id(7)] public string? Email { get; init; }

    /// <summary>
    /// Whether the issuer has verified <see cref="Email"/>. Means nothing without it, or where <see cref="IsVerificationUnsaid"/>.
    /// </summary>
    [Id(8)] public bool EmailVerified { get; init; }

    /// <summary>
    /// The token does not say whether the address is verified. It then changes nothing about what was said of that address before.
    /// </summary>
    [Id(11)] public bool IsVerificationUnsaid { get; init; }

    [Id(9)] public string? PhoneNumber { get; init; }

    [Id(10)] public string? ImageUrl { get; init; }

    /// <summary>
    /// The same subject at the provider's other issuers (<c>AlsoIssuers</c>), as token identifiers; null when it has none.
    /// </summary>
    [Id(12)] public IReadOnlyList<string>? OtherTokenIdentifiers { get; init; }

    /// <summary>Whose it is and no more: Orleans writes what goes between grains into its log.</summary>
    public override string ToString() => $"UserClaims {TokenIdentifier}";
}
