using Microsoft.Data.Sqlite;

namespace OrleansUsers.Silo;

/// <summary>One connection with its one prepared statement, for one caller at a time. An error closes it, and the next call opens it anew.</summary>
internal sealed class SqliteLane(SqliteFile file, string sql) : IDisposable
{
    private SqliteCommand? _command;

    public Task<IReadOnlyList<T>> Use<T>(Func<SqliteCommand, IReadOnlyList<T>> work)
    {
        try
        {
            _command ??= Prepare();
            return Task.FromResult(work(_command));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        var connection = _command?.Connection;
        _command?.Dispose();
        connection?.Dispose();
        _command = null;
    }

    private SqliteCommand Prepare()
    {
        var command = file.Open().CreateCommand();
        command.CommandText = sql;
        return command;
    }
}
