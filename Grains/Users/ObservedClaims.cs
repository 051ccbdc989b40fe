namespace OrleansUsers.Grains;

/// <summary>One claim with the issue time of the newest token that carried it.</summary>
/// <param name="Verified">For the claim of an e-mail address: whether the token has it as verified.</param>
/// <param name="LinkedProvider">The provider of the linked account that it is from; null for the user's own account.</param>
[GenerateSerializer, Immutable, Alias("Claim")]
internal sealed record TimedClaim(
    [property: Id(0)] string Value,
    [property: Id(1)] DateTimeOffset IssuedAt,
    [property: Id(2)] bool Verified = false,
    [property: Id(3)] string? LinkedProvider = null);

/// <summary>The newest value of each claim over all tokens of a user. A token that lacks a claim does not remove it.</summary>
[GenerateSerializer, Immutable, Alias("HeardClaims")]
internal sealed record ObservedClaims
{
    /// <summary>The user's own provider. Null, like <see cref="TokenIdentifier"/>, when all claims are of linked accounts.</summary>
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

    /// <param name="isLinked">Whether the token is of a linked account: its token identifier is then not the user's own.</param>
    public static ObservedClaims Of(UserClaims token, bool isLinked = false)
    {
        var linkedProvider = isLinked ? token.Provider : null;
        return new ObservedClaims
        {
            Provider = isLinked ? null : token.Provider,
            TokenIdentifier = isLinked ? null : token.TokenIdentifier,
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
            UserName.WithoutPrintedNulls(value) is { } text ? new TimedClaim(text, token.IssuedAt, verified, linkedProvider) : null;
    }

    private static string? JoinedName(UserClaims token) =>
        UserName.Join(UserName.WithoutPrintedNulls(token.FirstName), UserName.WithoutPrintedNulls(token.LastName));

    /// <summary>The claims of a token that carries the snapshot's fields and was issued when the user changed.</summary>
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

    /// <summary>The newest issue time of all profile claims; null when there are none.</summary>
    public DateTimeOffset? NewestIssuedAt() =>
        new[] { Name, FirstName, LastName, Username, Email, PhoneNumber, ImageUrl }.Max(claim => claim?.IssuedAt);
}
