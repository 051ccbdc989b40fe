using Npgsql;

namespace OrleansUsers.Silo;

/// <summary>What a statement that takes a batch of rows needs, whatever the table.</summary>
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
            // Npgsql 10 loses count of the answers on a connection that was refused values while it prepared the statement: what comes next
            // on it would fail.
            database.Clear();
            throw;
        }
    }

    /// <summary>
    /// Whether a single row is at fault: SQLSTATE classes 22 (data exception) and 23 (integrity constraint violation), what is over a limit
    /// (54), and a deadlock over token identifiers.
    /// </summary>
    public static bool IsRowFault(Exception fault) =>
        fault is PostgresException { SqlState: ['2', '2' or '3', ..] or ['5', '4', ..] or PostgresErrorCodes.DeadlockDetected };
}
