namespace OrleansUsers.Grains;

/// <summary>
/// One claim with the issue time of the newest token that carried it. <c>Verified</c> is an e-mail claim's: its token said that the address
/// is.
/// </summary>
[GenerateSerializer, Immutable, Alias("Claim")]
internal sealed record TimedClaim([property: Id(0)] string Value, [property: Id(1)] DateTimeOffset IssuedAt, [property: Id(2)] bool Verified = false);

/// <summary>What the tokens of a user said so far. Each claim is kept by itself, so that a token without it takes nothing away.</summary>
[GenerateSerializer, Immutable, Alias("HeardClaims")]
internal sealed record ObservedClaims
{
    /// <summary>Null while only linked token identifiers of other providers were heard, as is <see cref="TokenIdentifier"/>.</summary>
    [Id(0)] public string? Provider { get; init; }

    [Id(1)] public string? TokenIdentifier { get; init; }

    [Id(2)] public required DateTimeOffset FirstIssuedAt { get; init; }

    [Id(3)] public TimedClaim? Name { get; init; }

    [Id(4)] public TimedClaim? FirstName { get; init; }

    [Id(5)] public TimedClaim? LastName { get; init; }

    [Id(6)] public TimedClaim? Username { get; init; }

    [Id(7)] public TimedClaim? Email { get; init; }

    [Id(8)] public TimedClaim? PhoneNumber { get; init; }

    [Id(9)] public TimedClaim? ImageUrl { get; init; }

    public static ObservedClaims Of(UserClaims token)
    {
        return new ObservedClaims
        {
            Provider = token.Provider,
            TokenIdentifier = token.TokenIdentifier,
            FirstIssuedAt = token.IssuedAt,
            Name = Observed(JoinedName(token) ?? token.Name),
            FirstName = Observed(token.FirstName),
            LastName = Observed(token.LastName),
            Username = Observed(token.Username),
            Email = Observed(token.Email, token is { EmailVerified: true, IsVerificationUnsaid: false }),
            PhoneNumber = Observed(token.PhoneNumber),
            ImageUrl = Observed(token.ImageUrl),
        };

        TimedClaim? Observed(string? value, bool verified = false) =>
            UserName.WithoutPrintedNulls(value) is { } text ? new TimedClaim(text, token.IssuedAt, verified) : null;
    }

    private static string? JoinedName(UserClaims token) =>
        UserName.Join(UserName.WithoutPrintedNulls(token.FirstName), UserName.WithoutPrintedNulls(token.LastName));

    /// <summary>What a directory said, as if a token of the time of its change had carried it.</summary>
    public static UserClaims AsToken(UserSnapshot snapshot) => new()
    {
        Provider = snapshot.Provider,
        TokenIdentifier = snapshot.TokenIdentifier,
        IssuedAt = snapshot.UpdatedAt,
        Name = UserName.Join(snapshot.FirstName, snapshot.LastName) ?? snapshot.Name,
        FirstName = snapshot.FirstName,
        LastName = snapshot.LastName,
        Username = snapshot.Username,
        Email = snapshot.Email,
        EmailVerified = snapshot.EmailVerified,
        IsVerificationUnsaid = snapshot.IsVerificationUnsaid,
        PhoneNumber = snapshot.PhoneNumber,
        ImageUrl = snapshot.ImageUrl,
    };

    /// <summary>The issue time of the newest token that said anything of the profile; null when none did.</summary>
    public DateTimeOffset? NewestIssuedAt() =>
        new[] { Name, FirstName, LastName, Username, Email, PhoneNumber, ImageUrl }.Max(claim => claim?.IssuedAt);
}
