using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>The tables <c>users</c> and <c>token_identifiers</c> of one database. They are read and written in batches.</summary>
internal interface IUserTable
{
    /// <summary>Where users are stored, as a text for operators. It holds no secret.</summary>
    string Location { get; }

    /// <summary>
    /// Writes all rows in one commit, each with the token identifiers it claims. A refused row changes nothing, and the other rows are
    /// written.
    /// </summary>
    Task<IReadOnlyList<WriteResult>> Write(IReadOnlyList<UserRow> rows);

    /// <summary>Reads rows in the order of the external ids; null where there is none.</summary>
    Task<IReadOnlyList<StoredRow?>> Read(IReadOnlyList<string> externalIds);

    /// <summary>Reads rows like <see cref="Read"/>, and does not wait for the end of a dead process (<see cref="TakeOver"/>).</summary>
    Task<IReadOnlyList<StoredRow?>> ReadAgain(IReadOnlyList<string> externalIds) => Read(externalIds);

    /// <summary>The external ids of the holders, in the order of the token identifiers; null where there is none.</summary>
    Task<IReadOnlyList<string?>> ReadHolders(IReadOnlyList<string> tokenIdentifiers);

    /// <summary>Throws when the database does not answer or would not take a write. Changes no row.</summary>
    Task TryWrite(CancellationToken cancellationToken);

    /// <summary>Whether a single row may have caused an error of <see cref="Write"/>. Each row is then written by itself.</summary>
    bool IsRowFault(Exception fault);
}
