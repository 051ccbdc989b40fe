using Microsoft.Data.Sqlite;

namespace OrleansUsers.Silo;

/// <summary>
/// One connection with its prepared statements. Callers get it one after the other, since SQLite's calls on a connection must not overlap.
/// An error closes it, and the next call opens it anew.
/// </summary>
internal sealed class SqliteConnectionLane(SqliteFile file) : IDisposable
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, SqliteCommand> _commands = [];
    private readonly SemaphoreSlim _free = new(1);
    private SqliteConnection? _connection;
    private bool _isDisposed;

    /// <summary>Runs the work on a thread of the pool, because SQLite blocks the calling thread until the disk has answered.</summary>
    public async Task<IReadOnlyList<T>> Use<T>(Func<SqliteConnectionLane, IReadOnlyList<T>> work)
    {
        await _free.WaitAsync().ConfigureAwait(false);
        try
        {
            return await Task.Run(() => work(this)).ConfigureAwait(false);
        }
        catch
        {
            Close();
            throw;
        }
        finally
        {
            _free.Release();
        }
    }

    /// <summary>Writes all rows in one transaction, by <see cref="Use"/>. The outcomes are in the order of the rows.</summary>
    /// <param name="end">Statements that run after all rows.</param>
    public Task<IReadOnlyList<TOutcome>> Commit<TRow, TOutcome>(
        IReadOnlyList<TRow> rows, Func<SqliteConnectionLane, TRow, TOutcome> write, params IReadOnlyList<string> end) =>
        Use<TOutcome>(lane =>
        {
            lane.Command("begin immediate").ExecuteNonQuery();
            var outcomes = new TOutcome[rows.Count];
            for (var i = 0; i < outcomes.Length; i++)
                outcomes[i] = write(lane, rows[i]);
            foreach (var sql in end)
                lane.Command(sql).ExecuteNonQuery();
            lane.CountTransaction();
            lane.Command("commit").ExecuteNonQuery();
            return outcomes;
        });

    /// <summary>The statement with its parameters set. It is prepared once for each connection.</summary>
    public SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = (_connection ??= file.Open()).CreateCommand();
            command.CommandText = sql;
            _commands.Add(sql, command);
            foreach (var (name, _) in parameters)
                command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        for (var i = 0; i < parameters.Length; i++)
            command.Parameters[i].Value = parameters[i].Value ?? DBNull.Value;
        return command;
    }

    // SqliteLog needs it. The statement takes no parameter, and each of its texts runs once.
    private void CountTransaction()
    {
        var last = (long)Command("pragma user_version").ExecuteScalar()!;
        using var count = _connection!.CreateCommand();
        count.CommandText = $"pragma user_version = {unchecked((int)last + 1)}";
        count.ExecuteNonQuery();
    }

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        // Work may be under way that its caller does not wait for any more.
        _free.Wait(MaxWait);
        Close();
        _free.Dispose();
    }

    private void Close()
    {
        foreach (var command in _commands.Values)
            command.Dispose();
        _commands.Clear();
        _connection?.Dispose();
        _connection = null;
    }
}
