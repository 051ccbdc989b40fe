using System.Globalization;
using Microsoft.Data.Sqlite;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>Lists users from the table <c>users</c> in a SQLite file. It has a connection of its own and reads beside the writer.</summary>
internal sealed class SqliteUserList(SqliteFile file) : IUserList, IDisposable
{
    private readonly SqliteConnectionLane _lane = new(file);

    public async Task<long> Count(string provider, CancellationToken cancellationToken)
    {
        var sql = new UserListSql(provider);
        return (await Read(sql.Count, row => row.GetInt64(0), cancellationToken, ("$1", sql.First), ("$2", sql.End)))[0];
    }

    public async Task<long[]> ReadCreationTimes(string provider, CancellationToken cancellationToken)
    {
        var sql = new UserListSql(provider);
        return [.. await Read(sql.CreationTimes, Milliseconds, cancellationToken, ("$1", sql.First), ("$2", sql.End))];
    }

    public Task<IReadOnlyList<string>> ReadCreated(
        string provider, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var sql = new UserListSql(provider);
        return Read(
            sql.Created,
            row => row.GetString(0),
            cancellationToken,
            ("$1", sql.First),
            ("$2", sql.End),
            ("$3", SqliteUserTable.Iso(from)),
            ("$4", SqliteUserTable.Iso(to)));
    }

    public Task<IReadOnlyList<string>> ReadAfter(string provider, string after, int limit, CancellationToken cancellationToken)
    {
        var sql = new UserListSql(provider);
        return Read(
            sql.Page, row => row.GetString(0), cancellationToken, ("$1", sql.After(after)), ("$2", sql.End), ("$3", limit));
    }

    public void Dispose() => _lane.Dispose();

    private Task<IReadOnlyList<T>> Read<T>(
        string sql,
        Func<SqliteDataReader, T> value,
        CancellationToken cancellationToken,
        params (string Name, object? Value)[] parameters) =>
        _lane.Use<T>(lane =>
        {
            var values = new List<T>();
            using var row = lane.Command(sql, parameters).ExecuteReader();
            while (row.Read())
                values.Add(value(row));
            return values;
        }).WaitAsync(cancellationToken);

    private static long Milliseconds(SqliteDataReader row) =>
        DateTimeOffset.Parse(row.GetString(0), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds();
}
