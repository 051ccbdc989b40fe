namespace OrleansUsers;

/// <summary>What one validated token says of its holder. A claim that the token does not carry is null and changes nothing.</summary>
[GenerateSerializer, Immutable, Alias("UserClaims")]
public sealed record UserClaims
{
    /// <summary>The configured name of the provider that issued the token.</summary>
    [Id(0)] public required string Provider { get; init; }

    /// <summary>The token's <c>iss|sub</c>.</summary>
    [Id(1)] public required string TokenIdentifier { get; init; }

    /// <summary>
    /// When the claims were made: Clerk's header <c>oiat</c>, else the token's <c>iat</c>. The Unix epoch when the token has neither: its
    /// claims are then older than all others.
    /// </summary>
    [Id(2)] public required DateTimeOffset IssuedAt { get; init; }

    [Id(3)] public string? Name { get; init; }

    [Id(4)] public string? FirstName { get; init; }

    [Id(5)] public string? LastName { get; init; }

    [Id(6)] public string? Username { get; init; }

    [Id(7)] public string? Email { get; init; }

    /// <summary>
    /// Whether the issuer has verified <see cref="Email"/>. Has no meaning without it, or when <see cref="IsVerificationUnsaid"/> is set.
    /// </summary>
    [Id(8)] public bool EmailVerified { get; init; }

    /// <summary>The token has no verification of the address. An earlier verification of the same address then stays.</summary>
    [Id(11)] public bool IsVerificationUnsaid { get; init; }

    [Id(9)] public string? PhoneNumber { get; init; }

    [Id(10)] public string? ImageUrl { get; init; }

    /// <summary>
    /// The same subject at the provider's other issuers (<c>AlsoIssuers</c>), as token identifiers; null when it has none.
    /// </summary>
    [Id(12)] public IReadOnlyList<string>? OtherTokenIdentifiers { get; init; }

    /// <summary>Names the token identifier and nothing else, because Orleans writes the arguments of grain calls into its log.</summary>
    public override string ToString() => $"UserClaims {TokenIdentifier}";
}
