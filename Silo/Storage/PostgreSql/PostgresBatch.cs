using Npgsql;

namespace OrleansUsers.Silo;

/// <summary>What the statements of all tables share: arrays as parameters, and the handling of errors.</summary>
internal static class PostgresBatch
{
    /// <summary>One column of the rows as an array, in their order, for <c>unnest</c>.</summary>
    public static NpgsqlParameter<TColumn[]> Column<TRow, TColumn>(IReadOnlyList<TRow> rows, Func<TRow, TColumn> value)
    {
        var column = new TColumn[rows.Count];
        for (var i = 0; i < column.Length; i++)
            column[i] = value(rows[i]);
        return new NpgsqlParameter<TColumn[]> { TypedValue = column };
    }

    /// <summary>Runs a statement that writes a batch.</summary>
    public static async Task<T> Write<T>(NpgsqlDataSource database, Func<Task<T>> write)
    {
        try
        {
            return await write();
        }
        catch (PostgresException refused) when (IsRowFault(refused))
        {
            // When the server refuses the values of a statement that is being prepared, Npgsql 10 miscounts the server's answers. The next
            // statement on that connection would fail.
            database.Clear();
            throw;
        }
    }

    /// <summary>
    /// Whether a single row may have caused the error: SQLSTATE classes 22 (data exception), 23 (integrity constraint violation) and 54
    /// (program limit exceeded), and a deadlock over token identifiers.
    /// </summary>
    public static bool IsRowFault(Exception fault) =>
        fault is PostgresException { SqlState: ['2', '2' or '3', ..] or ['5', '4', ..] or PostgresErrorCodes.DeadlockDetected };
}
