namespace OrleansUsers.Silo;

/// <summary>A row of the table <c>users</c>: what an SQL user may want to see in columns, and the whole state beside it.</summary>
/// <remarks><c>Revision</c> counts the writes of the row; a write with revision n + 1 replaces revision n and nothing else.</remarks>
internal sealed record UserRow(
    string ExternalId,
    long Revision,
    string? Name,
    string? Email,
    string? Username,
    IReadOnlyList<string> TokenIdentifiers,
    DateTimeOffset? CreatedAt,
    DateTimeOffset? UpdatedAt,
    DateTimeOffset? DeletedAt,
    long Version,
    string State)
{
    /// <summary>All sign-ins the user holds from this write on, sorted, for the table <c>token_identifiers</c>; null where they are the same as before it.</summary>
    public IReadOnlyList<string>? Claimed { get; init; }

    /// <summary>The id of the user in the app's own systems.</summary>
    public string? ReferenceId { get; init; }
}

/// <summary>What is read back of a row.</summary>
internal sealed record StoredUser(long Revision, string State);

/// <summary>What became of a row's write. A row that was refused changed nothing.</summary>
internal readonly record struct RowOutcome(bool IsWritten, string? TakenToken = null)
{
    public static readonly RowOutcome Written = new(true);

    /// <summary>The revision does not follow the stored one.</summary>
    public static readonly RowOutcome Conflict = new(false);

    /// <summary>Another user holds a sign-in that the row claims.</summary>
    public static RowOutcome Taken(string tokenIdentifier) => new(false, tokenIdentifier);
}
