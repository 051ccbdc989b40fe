namespace OrleansUsers.Grains;

/// <summary>Reads and writes the users' rows and the token index in the cluster's database.</summary>
/// <remarks>
/// Every method throws when the database fails or does not answer in time. The outcome of a write is then unknown, except after a
/// <see cref="StoreOverloadedException"/>: then nothing was written.
/// </remarks>
internal interface IUserStore
{
    /// <summary>The user's row; a row of revision 0 when there is none.</summary>
    Task<StoredUser> Read(string externalId);

    /// <summary>
    /// Reads the row of a user who is in memory here. <see cref="Read"/> may wait until a process that has died cannot answer from its
    /// memory any more; this does not, since what is in memory here can only become newer.
    /// </summary>
    Task<StoredUser> ReadAgain(string externalId) => Read(externalId);

    /// <summary>The stored state of the user as the text that its row has; null when there is no row.</summary>
    Task<string?> ReadText(string externalId) => Task.FromResult<string?>(null);

    /// <summary>Writes the row and, in the same commit, its token identifiers to the token index. Answers once both are durable.</summary>
    /// <param name="changesTokens">Whether the user holds other token identifiers than in the row before.</param>
    Task<WriteResult> Write(StoredUser row, bool changesTokens);

    /// <summary>The external id of the token identifier's holder; null when there is none.</summary>
    Task<string?> FindHolder(string tokenIdentifier);
}

/// <summary>The outcome of writing a row.</summary>
internal enum WriteOutcome
{
    /// <summary>The row is durable.</summary>
    Written,

    /// <summary>Nothing was written: the row's revision does not follow the stored one.</summary>
    Conflict,

    /// <summary>Nothing was written: another user holds one of the row's token identifiers.</summary>
    TokenTaken,
}

/// <param name="TakenToken">The token identifier that another user holds; null for other outcomes.</param>
internal readonly record struct WriteResult(WriteOutcome Outcome, string? TakenToken = null)
{
    public static readonly WriteResult Written = new(WriteOutcome.Written);
    public static readonly WriteResult Conflict = new(WriteOutcome.Conflict);

    public static WriteResult Taken(string tokenIdentifier) => new(WriteOutcome.TokenTaken, tokenIdentifier);
}
