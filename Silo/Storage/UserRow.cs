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
    string State);

/// <summary>What is read back of a row.</summary>
internal sealed record StoredUser(long Revision, string State);
