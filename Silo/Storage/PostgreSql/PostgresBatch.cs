using System.Diagnostics;
using Npgsql;

namespace OrleansUsers.Silo;

/// <summary>What the statements of all tables share: arrays as parameters, and the handling of errors.</summary>
internal static class PostgresBatch
{
    // A statement may take 4 s after that, and the deadline of a grain call is 8 s.
    private static readonly TimeSpan LatestRepeat = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);

    /// <summary>One column of the rows as an array, in their order, for <c>unnest</c>.</summary>
    public static NpgsqlParameter<TColumn[]> Column<TRow, TColumn>(IReadOnlyList<TRow> rows, Func<TRow, TColumn> value)
    {
        var column = new TColumn[rows.Count];
        for (var i = 0; i < column.Length; i++)
            column[i] = value(rows[i]);
        return new NpgsqlParameter<TColumn[]> { TypedValue = column };
    }

    /// <summary>
    /// Runs the statement of a batch. It is repeated once on a new connection when its connection was closed, or leads to a server that
    /// takes no writes any more. When no connection is left it waits for one.
    /// </summary>
    /// <remarks>
    /// A write may be repeated, also when the first try was committed: its rows then do not follow the stored revisions, which is a
    /// conflict, and a conflict is merged.
    /// </remarks>
    public static async Task<T> Run<T>(NpgsqlDataSource database, Func<Task<T>> statement)
    {
        var (start, isRepeated, pause) = (Stopwatch.GetTimestamp(), false, FirstPause);
        while (true)
        {
            try
            {
                return await statement();
            }
            catch (PostgresException refused) when (IsRowFault(refused))
            {
                // When the server refuses the values of a statement that is being prepared, Npgsql 10 miscounts the server's answers. The
                // next statement on that connection would fail.
                database.Clear();
                throw;
            }
            catch (NpgsqlException closed) when (PostgresFault.IsClosedConnection(closed) || PostgresFault.IsReadOnly(closed)
                || PostgresFault.IsNoHost(closed))
            {
                // The other idle connections lead to the same server. Which of several hosts takes writes has to be found out again.
                database.Clear();
                (database as NpgsqlMultiHostDataSource)?.ClearDatabaseStates();
                if (isRepeated || Stopwatch.GetElapsedTime(start) > LatestRepeat)
                    throw;
                isRepeated = true;
            }
            catch (NpgsqlException full) when (PostgresFault.IsTooManyConnections(full)
                && Stopwatch.GetElapsedTime(start) + pause < LatestRepeat)
            {
                await Task.Delay(pause);
                pause *= 2;
            }
        }
    }

    /// <summary>
    /// Whether a single row may have caused the error: SQLSTATE classes 22 (data exception), 23 (integrity constraint violation) and 54
    /// (program limit exceeded), and a deadlock over token identifiers.
    /// </summary>
    public static bool IsRowFault(Exception fault) =>
        fault is PostgresException { SqlState: ['2', '2' or '3', ..] or ['5', '4', ..] or PostgresErrorCodes.DeadlockDetected };
}
