namespace OrleansUsers.Grains;

/// <summary>The users' rows and the index of their token identifiers, in the cluster's database.</summary>
/// <remarks>Every method throws when the database fails or does not answer in time. The outcome of a write is then unknown.</remarks>
internal interface IUserStore
{
    /// <summary>The user's row; one of revision 0 when there is none.</summary>
    Task<StoredUser> Read(string externalId);

    /// <summary>Writes the row, and with it which token identifiers the user holds. Answers once it is durable.</summary>
    /// <param name="changesTokens">Whether the user holds other token identifiers than by the row before.</param>
    Task<WriteResult> Write(StoredUser row, bool changesTokens);

    /// <summary>The external id of the user who holds the token identifier; null when nobody does.</summary>
    Task<string?> FindHolder(string tokenIdentifier);
}

/// <summary>What became of a row's write.</summary>
internal enum WriteOutcome
{
    /// <summary>It is durable.</summary>
    Written,

    /// <summary>Nothing was written: its revision does not follow the stored one.</summary>
    Conflict,

    /// <summary>Nothing was written: another user holds one of its token identifiers.</summary>
    TokenTaken,
}

/// <param name="TakenToken">The token identifier that another user holds; null for other outcomes.</param>
internal readonly record struct WriteResult(WriteOutcome Outcome, string? TakenToken = null)
{
    public static readonly WriteResult Written = new(WriteOutcome.Written);
    public static readonly WriteResult Conflict = new(WriteOutcome.Conflict);

    public static WriteResult Taken(string tokenIdentifier) => new(WriteOutcome.TokenTaken, tokenIdentifier);
}
