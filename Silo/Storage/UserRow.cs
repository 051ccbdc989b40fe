using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>
/// A row of the table <c>users</c> to be written: what an SQL user may want to see in columns, and the whole state beside it.
/// </summary>
/// <param name="Json">
/// The user's state as JSON. It is made before the row waits for its batch, where many threads can do so at once.
/// </param>
/// <param name="ChangesTokens">
/// Whether the user holds other token identifiers than before, so that the table <c>token_identifiers</c> changes, too.
/// </param>
internal sealed record UserRow(StoredUser Stored, string Json, bool ChangesTokens);

/// <summary>What is read back of a row.</summary>
internal sealed record StoredRow(long Revision, string State);
