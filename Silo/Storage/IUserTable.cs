using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>The tables <c>users</c> and <c>token_identifiers</c> of one database, read and written a batch at a time.</summary>
internal interface IUserTable
{
    /// <summary>Where users are stored, for a person to read; without a secret.</summary>
    string Location { get; }

    /// <summary>
    /// Writes all rows in one commit, each with the token identifiers it claims. A row that is refused changes nothing; its neighbours are
    /// written.
    /// </summary>
    Task<IReadOnlyList<WriteResult>> Write(IReadOnlyList<UserRow> rows);

    /// <summary>Reads rows by external id, in the order asked; null where there is none.</summary>
    Task<IReadOnlyList<StoredRow?>> Read(IReadOnlyList<string> externalIds);

    /// <summary>The external ids of those who hold these token identifiers, in the order asked; null where nobody does.</summary>
    Task<IReadOnlyList<string?>> ReadHolders(IReadOnlyList<string> tokenIdentifiers);

    /// <summary>Throws when the database does not answer.</summary>
    Task Ping(CancellationToken cancellationToken);

    /// <summary>Whether an error of <see cref="Write"/> may lie in a single row, so that each is to be tried by itself.</summary>
    bool IsRowFault(Exception fault);
}
