namespace OrleansUsers.Grains;

/// <summary>One claim with the issue time of the newest token that carried it. <c>Verified</c> is an e-mail claim's: it belongs to this address and no other.</summary>
internal sealed record Claim(string Value, DateTimeOffset IssuedAt, bool Verified = false);

/// <summary>What the tokens of a user said so far. Each claim is kept by itself, so that a token without it takes nothing away.</summary>
internal sealed record HeardClaims
{
    public required string Provider { get; init; }

    public required string TokenIdentifier { get; init; }

    public required DateTimeOffset FirstIssuedAt { get; init; }

    public Claim? Name { get; init; }

    public Claim? FirstName { get; init; }

    public Claim? LastName { get; init; }

    public Claim? Username { get; init; }

    public Claim? Email { get; init; }

    public Claim? PhoneNumber { get; init; }

    public Claim? ImageUrl { get; init; }

    public static HeardClaims Of(UserClaims token)
    {
        return new HeardClaims
        {
            Provider = token.Provider,
            TokenIdentifier = token.TokenIdentifier,
            FirstIssuedAt = token.IssuedAt,
            Name = Heard(token.Name),
            FirstName = Heard(token.FirstName),
            LastName = Heard(token.LastName),
            Username = Heard(token.Username),
            Email = Heard(token.Email, token.EmailVerified),
            PhoneNumber = Heard(token.PhoneNumber),
            ImageUrl = Heard(token.ImageUrl),
        };

        Claim? Heard(string? value, bool verified = false) =>
            string.IsNullOrWhiteSpace(value) ? null : new Claim(value.Trim(), token.IssuedAt, verified);
    }

    /// <summary>The issue time of the newest token that said anything of the profile; null when none did.</summary>
    public DateTimeOffset? NewestIssuedAt =>
        new[] { Name, FirstName, LastName, Username, Email, PhoneNumber, ImageUrl }.Max(claim => claim?.IssuedAt);
}
