namespace OrleansUsers.Grains;

/// <summary>All that is stored of one user. <see cref="UserMerge"/> joins two states.</summary>
/// <remarks>The row outlives its user, so that a late update cannot bring a deleted user back.</remarks>
[GenerateSerializer, Immutable, Alias("UserState")]
internal sealed record UserState
{
    /// <summary>The newest snapshot of the provider's directory.</summary>
    [Id(0)] public UserSnapshot? Snapshot { get; init; }

    /// <summary>The newest value of each claim in the user's tokens.</summary>
    [Id(1)] public ObservedClaims? Claims { get; init; }

    /// <summary>Set when the user is deleted. Then only this and the links stay, and nothing personal.</summary>
    [Id(2)] public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Counts the changes a reader could see.</summary>
    [Id(3)] public long Version { get; init; }

    /// <summary>The token identifiers linked beside the user's own. They outlive the user, or one of them would make it again.</summary>
    [Id(4)] public ValueList<LinkedToken>? Links { get; init; }

    /// <summary>
    /// The user's own token identifiers of earlier issuers, sorted: those that neither the snapshot nor the claims carry.
    /// </summary>
    [Id(5)] public ValueList<string>? EarlierTokens { get; init; }

    /// <summary>Which addresses are verified, as far as the snapshot and the claims do not say it.</summary>
    [Id(6)] public ValueList<EmailStatement>? EmailStatements { get; init; }

    /// <summary>The bans by the directories of linked token identifiers.</summary>
    [Id(7)] public ValueList<DirectoryBan>? Bans { get; init; }

    public static UserState Of(UserSnapshot snapshot) =>
        new() { Snapshot = snapshot.OtherTokenIdentifiers is null ? snapshot : snapshot with { OtherTokenIdentifiers = null } };

    public static UserState Of(UserClaims claims) =>
        new() { Claims = ObservedClaims.Of(claims), EmailStatements = Grains.EmailStatements.Of(claims) };

    /// <summary>The claims of a linked token identifier's token. They do not name the provider that made the user.</summary>
    public static UserState OfLinked(UserClaims claims) =>
        Of(claims) with { Claims = ObservedClaims.Of(claims) with { Provider = null, TokenIdentifier = null } };

    /// <summary>
    /// The snapshot of a linked token identifier's directory. It counts claim by claim, like a token, and never replaces the snapshot of
    /// the user's own directory.
    /// </summary>
    public static UserState OfLinked(UserSnapshot snapshot, string linkedToken) => OfLinked(ObservedClaims.AsToken(snapshot)) with
    {
        Bans = new([new DirectoryBan(linkedToken, snapshot.UpdatedAt, snapshot.SentAt, snapshot.Banned)]),
    };

    public static UserState Deleted(DateTimeOffset at) => new() { DeletedAt = at };

    /// <summary>The change that links or unlinks a token identifier.</summary>
    public UserState Linking(string tokenIdentifier, bool link) => new() { Links = LinkedTokens.Change(Links, tokenIdentifier, link) };

    /// <summary>The provider that made the user; null when the user is not stored, or deleted.</summary>
    public string? Provider() => Snapshot?.Provider ?? Claims?.Provider;

    /// <summary>The token identifiers of the user's own provider; none once the user was deleted.</summary>
    public IEnumerable<string> OwnTokens() =>
        new[] { Snapshot?.TokenIdentifier, Claims?.TokenIdentifier }.OfType<string>().Concat(EarlierTokens?.Items ?? []);

    public bool HasOwn(string tokenIdentifier) =>
        tokenIdentifier == Snapshot?.TokenIdentifier
        || tokenIdentifier == Claims?.TokenIdentifier
        || (EarlierTokens?.Items.Contains(tokenIdentifier) ?? false);

    /// <summary>Whether a directory forbids the user to sign in: its own, or that of a token identifier that is linked.</summary>
    public bool IsBanned() =>
        Snapshot is { Banned: true } || (Bans?.Items.Any(ban => ban.IsBanned && IsLinked(ban.TokenIdentifier)) ?? false);

    public bool IsLinked(string tokenIdentifier) => Links.IsLinked(tokenIdentifier);

    /// <summary>Every token identifier the user holds, sorted.</summary>
    public IReadOnlyList<string> Tokens()
    {
        var (told, shown) = (Snapshot?.TokenIdentifier, Claims?.TokenIdentifier);
        // Nearly everybody has one.
        return Links is null && EarlierTokens is null && (told ?? shown) is { } only && only == (shown ?? told)
            ? [only]
            : [.. OwnTokens().Concat(Links.Linked()).Distinct().Order(StringComparer.Ordinal)];
    }
}
