using System.Text.Json.Serialization;

namespace OrleansUsers.Grains;

/// <summary>All that is stored of one user. <see cref="UserMerge"/> joins two states.</summary>
/// <remarks>The row outlives its user, so that a late update cannot bring a deleted user back.</remarks>
[GenerateSerializer, Immutable, Alias("UserState")]
internal sealed partial record UserState
{
    /// <summary>The newest snapshot of the directory of the user's own provider.</summary>
    [Id(0)] public UserSnapshot? Snapshot { get; init; }

    /// <summary>The newest value of each claim in the user's tokens.</summary>
    [Id(1)] public ObservedClaims? Claims { get; init; }

    /// <summary>
    /// Set when the user is deleted. The state then has only the times of deletion and reinstatement, the links and the version: nothing
    /// personal.
    /// </summary>
    [Id(2)] public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Counts the changes that a reader can see.</summary>
    [Id(3)] public long Version { get; init; }

    /// <summary>The linked token identifiers. They outlive the user: otherwise one of them would make the user again.</summary>
    [Id(4)] public ValueList<LinkedToken>? Links { get; init; }

    /// <summary>
    /// The user's own token identifiers of earlier issuers, sorted: those that neither the snapshot nor the claims carry.
    /// </summary>
    [Id(5)] public ValueList<string>? EarlierTokens { get; init; }

    /// <summary>The statements on e-mail addresses that neither the snapshot nor the claims carry.</summary>
    [Id(6)] public ValueList<EmailStatement>? EmailStatements { get; init; }

    /// <summary>The bans by the directories of linked token identifiers.</summary>
    [Id(7)] public ValueList<DirectoryBan>? Bans { get; init; }

    /// <summary>When a deletion was last undone. What was made before has no effect, and all other parts were made after it.</summary>
    [Id(8)] public DateTimeOffset? ReinstatedAt { get; init; }

    /// <summary>
    /// The provider did not say when it deleted the user: <see cref="DeletedAt"/> is when the deletion was first heard of.
    /// </summary>
    [Id(9), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsDeletionUntimed { get; init; }

    /// <summary>When the directory began the user, by the newest of its snapshots. Null where its ids never come back.</summary>
    [Id(10)] public DateTimeOffset? BeganAt { get; init; }

    /// <summary>The newest deletion of an earlier user with this id, who was deleted before <see cref="BeganAt"/>.</summary>
    [Id(11)] public DateTimeOffset? OutrankedDeletionAt { get; init; }

    public static UserState Of(UserSnapshot snapshot) => new()
    {
        Snapshot = snapshot.OtherTokenIdentifiers is null && snapshot.BeganAt is null
            ? snapshot
            : snapshot with { OtherTokenIdentifiers = null, BeganAt = null },
        BeganAt = snapshot.BeganAt,
    };

    public static UserState Of(UserClaims claims) =>
        new() { Claims = ObservedClaims.Of(claims), EmailStatements = Grains.EmailStatements.Of(claims) };

    /// <summary>The claims of a linked account's token, without provider and token identifier: these are not the user's own.</summary>
    public static UserState OfLinked(UserClaims claims) =>
        new() { Claims = ObservedClaims.Of(claims, isLinked: true), EmailStatements = Grains.EmailStatements.Of(claims) };

    /// <summary>
    /// A snapshot of a linked account's directory. Each field counts by itself, like a claim of a token. The snapshot of the user's own
    /// directory is never replaced.
    /// </summary>
    public static UserState OfLinked(UserSnapshot snapshot, string linkedToken) => OfLinked(ObservedClaims.AsToken(snapshot)) with
    {
        Bans = new([new DirectoryBan(linkedToken, snapshot.UpdatedAt, snapshot.SentAt, snapshot.Banned)]),
    };

    public static UserState Deleted(UserDeletion deletion) =>
        new() { DeletedAt = deletion.At, IsDeletionUntimed = deletion.IsUntimed };

    /// <summary>The change that links or unlinks a token identifier.</summary>
    public UserState Linking(string tokenIdentifier, bool link) => new() { Links = LinkedTokens.Change(Links, tokenIdentifier, link) };

    /// <summary>
    /// The change that removes a deleted account: unlinks it, or deletes the user. Nothing when the user does not hold the account.
    /// </summary>
    public UserState Removing(AccountRemoval removal)
    {
        if (DeletedAt is not null || !Tokens().Any(removal.TokenIdentifiers.Contains))
            return new UserState();
        var deletion = new UserDeletion(removal.At, removal.IsUntimed);
        if (Outdates(deletion))
            return new UserState();
        if (!CanSignInWithout(removal))
            return Deleting(deletion);
        var unlinked = removal.TokenIdentifiers.Where(IsLinked).Order(StringComparer.Ordinal)
            .SelectMany(token => LinkedTokens.Change(Links, token, link: false).Items);
        return new UserState { Links = ValueList<LinkedToken>.Of(unlinked) };
    }

    /// <summary>Whether the user holds a token identifier to sign in with that is not of the removed account.</summary>
    public bool CanSignInWithout(AccountRemoval removal) =>
        Tokens().Any(token => !removal.TokenIdentifiers.Contains(token) && !removal.Unusable.Contains(token));

    /// <summary>The user's own provider; null when the user is not stored, or deleted.</summary>
    public string? Provider() => Snapshot?.Provider ?? Claims?.Provider;

    /// <summary>The user's own token identifiers; none when the user was deleted.</summary>
    public IEnumerable<string> OwnTokens() =>
        new[] { Snapshot?.TokenIdentifier, Claims?.TokenIdentifier }.OfType<string>().Concat(EarlierTokens?.Items ?? []);

    public bool HasOwn(string tokenIdentifier) =>
        tokenIdentifier == Snapshot?.TokenIdentifier
        || tokenIdentifier == Claims?.TokenIdentifier
        || (EarlierTokens?.Items.Contains(tokenIdentifier) ?? false);

    /// <summary>Whether a directory forbids the user to sign in: the user's own, or that of a linked token identifier.</summary>
    public bool IsBanned() =>
        Snapshot is { Banned: true } || (Bans?.Items.Any(ban => ban.IsBanned && IsLinked(ban.TokenIdentifier)) ?? false);

    public bool IsLinked(string tokenIdentifier) => Links.IsLinked(tokenIdentifier);

    /// <summary>Every token identifier the user holds, sorted.</summary>
    public IReadOnlyList<string> Tokens()
    {
        var (ofDirectory, ofToken) = (Snapshot?.TokenIdentifier, Claims?.TokenIdentifier);
        // The fast path: nearly all users have exactly one.
        return Links is null && EarlierTokens is null && (ofDirectory ?? ofToken) is { } only && only == (ofToken ?? ofDirectory)
            ? [only]
            : [.. OwnTokens().Concat(Links.Linked()).Distinct().Order(StringComparer.Ordinal)];
    }
}
