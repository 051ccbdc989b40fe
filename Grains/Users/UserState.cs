namespace OrleansUsers.Grains;

/// <summary>All that is known of one user, as a join of what was heard. The row outlives its user, so that a late update cannot bring a deleted user back.</summary>
[GenerateSerializer, Immutable, Alias("UserState")]
internal sealed record UserState
{
    /// <summary>The newest word of the provider's directory.</summary>
    [Id(0)] public UserSnapshot? Snapshot { get; init; }

    /// <summary>The newest word of the user's tokens, claim by claim.</summary>
    [Id(1)] public HeardClaims? Claims { get; init; }

    /// <summary>Set once the user is deleted, and then nothing personal stays: only this, and which sign-ins were linked.</summary>
    [Id(2)] public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Counts the changes a reader could see.</summary>
    [Id(3)] public long Version { get; init; }

    /// <summary>The sign-ins linked beside the user's own. They outlive it, or one of them would come back as somebody new.</summary>
    [Id(4)] public LinkedTokens? Links { get; init; }

    public static UserState Of(UserSnapshot snapshot) => new() { Snapshot = snapshot };

    public static UserState Of(UserClaims claims) => new() { Claims = HeardClaims.Of(claims) };

    /// <summary>The word of a linked sign-in's token. It says nothing of who made the user.</summary>
    public static UserState OfLinked(UserClaims claims) => new() { Claims = HeardClaims.Of(claims) with { Provider = null, TokenIdentifier = null } };

    /// <summary>The word of a directory on a linked sign-in: it counts claim by claim, like a token, and leaves the user its own directory.</summary>
    public static UserState OfLinked(UserSnapshot snapshot) => OfLinked(HeardClaims.AsToken(snapshot));

    public static UserState Deleted(DateTimeOffset at) => new() { DeletedAt = at };

    /// <summary>The provider that made the user; null when nothing was heard of it, or its deletion.</summary>
    public string? Provider() => Snapshot?.Provider ?? Claims?.Provider;

    /// <summary>Whether the provider's directory told of this sign-in before: then it is the user's own.</summary>
    public bool IsBy(string provider, string tokenIdentifier) => Snapshot is not null && Snapshot.Provider == provider && Snapshot.TokenIdentifier == tokenIdentifier;

    /// <summary>The sign-ins that the user's own provider told of; none once the user was deleted.</summary>
    public IEnumerable<string> OwnTokens() => new[] { Snapshot?.TokenIdentifier, Claims?.TokenIdentifier }.OfType<string>();

    public bool IsLinked(string tokenIdentifier) => Links?.Hold(tokenIdentifier) ?? false;

    /// <summary>Every sign-in the user holds, sorted.</summary>
    public IReadOnlyList<string> Tokens()
    {
        var (told, shown) = (Snapshot?.TokenIdentifier, Claims?.TokenIdentifier);
        // Nearly everybody has one.
        return Links is null && (told ?? shown) is { } only && only == (shown ?? told)
            ? [only]
            : [.. OwnTokens().Concat(Links?.Linked() ?? []).Distinct().Order(StringComparer.Ordinal)];
    }
}
