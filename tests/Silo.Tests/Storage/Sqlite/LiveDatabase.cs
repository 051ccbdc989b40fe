using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace OrleansUsers.Silo.Tests;

/// <summary>A file and its log at one time, and the users in them.</summary>
internal sealed record Moment(byte[] File, byte[] Log, string Rows);

/// <summary>A SQLite file that is written as by the program. A test can copy it at any time.</summary>
internal sealed class LiveDatabase(string path) : IAsyncDisposable
{
    private readonly SqliteFile _file = new(path);
    private SqliteStore _store = new(new SqliteFile(path), NullLogger<SqliteStore>.Instance);
    private SqliteUserTable _table = new(new SqliteFile(path));
    private SqliteConnection? _open;
    private SqliteConnection? _reader;
    private int _revision;

    public async Task Prepare()
    {
        await _store.Prepare();
        _open = _file.Open();
    }

    public async Task Write(int users)
    {
        _revision++;
        await _table.Write([.. Enumerable.Range(0, users).Select(n => UserTableContractTests.Row($"user_{_revision}_{n:D2}", 1))]);
    }

    public void Checkpoint(string mode) => Sql($"pragma wal_checkpoint({mode})");

    public void Sql(string sql)
    {
        using var command = _open!.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Another process takes over, after the last connection has copied the log into the file and removed it.</summary>
    /// <param name="isRead">Whether somebody has begun to read before: the log then stays.</param>
    public async Task Restart(bool isRead = false)
    {
        if (isRead)
        {
            _reader = _file.Open();
            using var read = _reader.CreateCommand();
            read.CommandText = "begin; select count(*) from users";
            read.ExecuteScalar();
        }
        Close();
        _table = new SqliteUserTable(_file);
        _store = new SqliteStore(_file, NullLogger<SqliteStore>.Instance);
        await Prepare();
    }

    /// <summary>What a kill would leave now.</summary>
    public Moment Now()
    {
        var log = path + "-wal";
        return new(File.ReadAllBytes(path), File.Exists(log) ? File.ReadAllBytes(log) : [], Rows(path));
    }

    public static string Rows(string path)
    {
        using var connection = new SqliteFile(path).Open();
        using var command = connection.CreateCommand();
        command.CommandText = "select group_concat(external_id) from (select external_id from users order by external_id)";
        return command.ExecuteScalar() as string ?? "";
    }

    private void Close()
    {
        _table.Dispose();
        _open?.Dispose();
        _store.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        Close();
        _reader?.Dispose();
        return ValueTask.CompletedTask;
    }
}
