namespace OrleansUsers.Grains;

/// <summary>A statement of a directory or a token on whether an e-mail address is verified.</summary>
/// <param name="Address">In lower case.</param>
/// <param name="At">When the directory changed, or when the token's claims were made.</param>
/// <param name="SentAt">
/// When the directory's event was made. For a token it is the smallest time, so that a directory outranks a token of the same time.
/// </param>
[GenerateSerializer, Immutable, Alias("EmailStatement")]
internal sealed record EmailStatement(
    [property: Id(0)] string Address,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] DateTimeOffset SentAt,
    [property: Id(3)] bool Verified)
{
    /// <summary>The statement that a verified claim of a token makes.</summary>
    public static EmailStatement Of(TimedClaim email) =>
        new(email.Value.ToLowerInvariant(), email.IssuedAt, DateTimeOffset.MinValue, Verified: true);

    public bool IsOf(TimedClaim email) => email.Verified && this == Of(email);
}

/// <summary>
/// Joins statements on addresses. A statement belongs to its address: a snapshot or token that has the address without a verification
/// changes nothing, and a user who returns to an earlier address has its statement again.
/// </summary>
/// <remarks>
/// A state keeps the newest statement of each of the newest <see cref="MaxAddresses"/> addresses, which is a maximum like every other part
/// of a state. Statements that the snapshot or the claims carry are not stored again, so that nearly no state has a list.
/// </remarks>
internal static class EmailStatements
{
    private const int MaxAddresses = 4;

    /// <summary>
    /// The statement that a token's address is not verified. It is stored apart from the claim, whose <see cref="TimedClaim.Verified"/> is
    /// also false when the token does not say whether the address is verified.
    /// </summary>
    public static ValueList<EmailStatement>? Of(UserClaims token) =>
        token is { IsVerificationUnsaid: false, EmailVerified: false } && UserName.Trimmed(token.Email) is { } address
            ? new([new EmailStatement(address.ToLowerInvariant(), token.IssuedAt, DateTimeOffset.MinValue, Verified: false)])
            : null;

    /// <summary>The statements of both states that the joined snapshot and claims do not carry.</summary>
    public static ValueList<EmailStatement>? Join(UserState a, UserState b, UserSnapshot? snapshot, ObservedClaims? claims)
    {
        var statements = Lasting(a).Concat(Lasting(b)).ToArray();
        // Nearly no user has any.
        if (statements.Length == 0)
            return null;
        var newest = ValueList<EmailStatement>.NewestOfEach(statements, statement => statement.Address, Age)
            .OrderByDescending(statement => statement.At).ThenByDescending(statement => statement.SentAt)
            .ThenBy(statement => statement.Address, StringComparer.Ordinal)
            .Take(MaxAddresses);
        return ValueList<EmailStatement>.Of(newest.Except(Carried(snapshot, claims)));
    }

    /// <summary>Whether the newest statement on the address is that it is verified.</summary>
    public static bool IsVerified(UserState state, string address) =>
        // The fast path: for nearly all users the snapshot makes the only statement.
        state is { EmailStatements: null, Claims: null, Snapshot: { IsVerificationUnsaid: false } snapshot }
            ? snapshot.EmailVerified && snapshot.Email == address
            : NewestOn(state, address) is { Verified: true };

    /// <summary>The statement on an address that counts; null when there is none.</summary>
    public static EmailStatement? NewestOn(UserState state, string address) =>
        Lasting(state).Concat(OfSnapshot(state.Snapshot))
            .Where(statement => statement.Address.Equals(address, StringComparison.OrdinalIgnoreCase))
            .MaxBy(Age);

    // The statements that outlast a newer snapshot. A directory that says in every snapshot whether the address is verified makes none:
    // its newest snapshot alone counts.
    private static IEnumerable<EmailStatement> Lasting(UserState state) =>
        (state.EmailStatements?.Items ?? []).Concat(Carried(state.Snapshot, state.Claims));

    private static IEnumerable<EmailStatement> Carried(UserSnapshot? snapshot, ObservedClaims? claims)
    {
        var carried = snapshot is { MayOmitVerification: true } ? OfSnapshot(snapshot) : [];
        return claims?.Email is { Verified: true } email
            ? carried.Append(EmailStatement.Of(email))
            : carried;
    }

    private static EmailStatement[] OfSnapshot(UserSnapshot? snapshot) =>
        snapshot is { Email.Length: > 0, IsVerificationUnsaid: false }
            ? [new EmailStatement(snapshot.Email.ToLowerInvariant(), snapshot.UpdatedAt, snapshot.SentAt, snapshot.EmailVerified)]
            : [];

    private static (DateTimeOffset, DateTimeOffset, bool) Age(EmailStatement statement) =>
        (statement.At, statement.SentAt, statement.Verified);
}
