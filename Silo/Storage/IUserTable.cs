namespace OrleansUsers.Silo;

/// <summary>The table <c>users</c> of one database, read and written a batch at a time.</summary>
internal interface IUserTable
{
    /// <summary>Where users are stored, for a person to read; without a secret.</summary>
    string Location { get; }

    /// <summary>Writes all rows in one commit. False for a row whose revision does not follow the stored one; its neighbours are written.</summary>
    Task<IReadOnlyList<bool>> Write(IReadOnlyList<UserRow> rows);

    /// <summary>Reads rows by external id, in the order asked; null where there is none.</summary>
    Task<IReadOnlyList<StoredUser?>> Read(IReadOnlyList<string> externalIds);

    /// <summary>Throws when the database does not answer.</summary>
    Task Ping(CancellationToken cancellationToken);

    /// <summary>Whether an error of <see cref="Write"/> was caused by the content of a single row.</summary>
    bool IsRowFault(Exception fault);
}
