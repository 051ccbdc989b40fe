namespace OrleansUsers.Grains;

/// <summary>What a directory or a token said of whether an address is verified.</summary>
/// <param name="Address">In lower case.</param>
/// <param name="At">When the directory changed, or when the token's claims were made.</param>
/// <param name="SentAt">When the directory's message was made; the oldest time there is for a token, so that a directory outweighs a token
/// of the same time.</param>
[GenerateSerializer, Immutable, Alias("EmailStatement")]
internal sealed record EmailStatement(
    [property: Id(0)] string Address,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] DateTimeOffset SentAt,
    [property: Id(3)] bool Verified);

/// <summary>
/// Joins what was said of verified addresses. A statement belongs to its address: one that names the address and says nothing of
/// verification changes nothing, and an address that comes back has what was said of it.
/// </summary>
/// <remarks>
/// The newest statement of each of the newest <see cref="MaxAddresses"/> addresses counts, which is a maximum like all else in a state.
/// Those that the snapshot or the claim tell by themselves are not kept a second time, so that nearly no state has a list.
/// </remarks>
internal static class EmailStatements
{
    private const int MaxAddresses = 4;

    /// <summary>What a token says that its claim cannot tell: that its address is not verified.</summary>
    public static ValueList<EmailStatement>? Of(UserClaims token) =>
        token is { IsVerificationUnsaid: false, EmailVerified: false } && UserName.Trimmed(token.Email) is { } address
            ? new([new EmailStatement(address.ToLowerInvariant(), token.IssuedAt, DateTimeOffset.MinValue, Verified: false)])
            : null;

    /// <summary>The statements of both states that the joined snapshot and claims do not tell by themselves.</summary>
    public static ValueList<EmailStatement>? Join(UserState a, UserState b, UserSnapshot? snapshot, ObservedClaims? claims)
    {
        if (a.EmailStatements is null && b.EmailStatements is null && SpeakAlike(a, b))
            return null;
        var newest = Lasting(a).Concat(Lasting(b)).GroupBy(statement => statement.Address, (_, same) => same.Aggregate(Newer))
            .OrderByDescending(statement => statement.At).ThenByDescending(statement => statement.SentAt)
            .ThenBy(statement => statement.Address, StringComparer.Ordinal)
            .Take(MaxAddresses);
        return ValueList<EmailStatement>.Of(newest.Except(Told(snapshot, claims)));
    }

    /// <summary>Whether the newest statement on the address says that it is verified.</summary>
    public static bool IsVerified(UserState state, string address) =>
        // Nearly everybody's address is the snapshot's and nobody else has spoken of it.
        state is { EmailStatements: null, Claims: null, Snapshot: { IsVerificationUnsaid: false } only }
            ? only.EmailVerified && only.Email == address
            : NewestOn(state, address) is { Verified: true };

    private static EmailStatement? NewestOn(UserState state, string address) =>
        Lasting(state).Concat(OfSnapshot(state.Snapshot))
            .Where(statement => statement.Address.Equals(address, StringComparison.OrdinalIgnoreCase))
            .Aggregate((EmailStatement?)null, (newest, next) => newest is null ? next : Newer(newest, next));

    // Both snapshots speak or none does, and so do both claims, and of one address: the newer ones tell all there is. So it is with nearly
    // every change.
    private static bool SpeakAlike(UserState a, UserState b)
    {
        var (one, other) = (Open(a.Snapshot ?? b.Snapshot), Open(b.Snapshot ?? a.Snapshot));
        var (claim, otherClaim) = (a.Claims?.Email ?? b.Claims?.Email, b.Claims?.Email ?? a.Claims?.Email);
        return one?.Email == other?.Email && one?.IsVerificationUnsaid == other?.IsVerificationUnsaid
            && (one?.EmailVerified == other?.EmailVerified || one?.UpdatedAt != other?.UpdatedAt || one?.SentAt != other?.SentAt)
            && claim?.Value == otherClaim?.Value && claim?.Verified == otherClaim?.Verified
            && (claim is not { Verified: true }
                || one is not { Email.Length: > 0, IsVerificationUnsaid: false }
                || claim.Value == one.Email);

        static UserSnapshot? Open(UserSnapshot? snapshot) => snapshot is { MayOmitVerification: true } ? snapshot : null;
    }

    // What counts beyond the message that said it. A directory that always speaks is heard by its newest message alone, so that an old one
    // that comes late changes nothing.
    private static IEnumerable<EmailStatement> Lasting(UserState state) =>
        (state.EmailStatements?.Items ?? []).Concat(Told(state.Snapshot, state.Claims));

    private static IEnumerable<EmailStatement> Told(UserSnapshot? snapshot, ObservedClaims? claims)
    {
        var told = snapshot is { MayOmitVerification: true } ? OfSnapshot(snapshot) : [];
        return claims?.Email is { Verified: true } email
            ? told.Append(new EmailStatement(email.Value.ToLowerInvariant(), email.IssuedAt, DateTimeOffset.MinValue, Verified: true))
            : told;
    }

    private static EmailStatement[] OfSnapshot(UserSnapshot? snapshot) =>
        snapshot is { Email.Length: > 0, IsVerificationUnsaid: false }
            ? [new EmailStatement(snapshot.Email.ToLowerInvariant(), snapshot.UpdatedAt, snapshot.SentAt, snapshot.EmailVerified)]
            : [];

    private static EmailStatement Newer(EmailStatement a, EmailStatement b) =>
        (a.At, a.SentAt, a.Verified).CompareTo((b.At, b.SentAt, b.Verified)) >= 0 ? a : b;
}
