using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>
/// A row of the table <c>users</c> to be written: the columns for SQL users, and the whole state as JSON.
/// </summary>
/// <param name="Json">
/// The user's state as JSON. It is serialized before the row waits for its batch, so that many threads do so in parallel.
/// </param>
/// <param name="ChangesTokens">
/// Whether the user holds other token identifiers than before, so that the table <c>token_identifiers</c> changes, too.
/// </param>
internal sealed record UserRow(StoredUser Stored, string Json, bool ChangesTokens);

/// <summary>The part of a row that is read back.</summary>
internal sealed record StoredRow(long Revision, string State);
