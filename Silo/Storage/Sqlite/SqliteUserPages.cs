using System.Globalization;
using Microsoft.Data.Sqlite;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>Lists users page by page from the table <c>users</c> in a SQLite file. It reads beside the writer.</summary>
internal sealed class SqliteUserPages(SqliteFile file) : IUserPages, IDisposable
{
    private readonly SqliteConnectionLane _lane = new(file);

    public async Task<UserPage<string>> ReadLiving(UserRange range, CancellationToken cancellationToken)
    {
        var sql = new UserPageSql(range);
        var found = await Read(sql.NearLiving, sql, Id, cancellationToken, ("$3", range.Limit + 1));
        if (found.Count <= range.Limit && (await Read(UserPageSql.HasOthers, sql, Id, cancellationToken)).Count > 0)
            found = await Read(sql.AllLiving, sql, Id, cancellationToken, ("$3", range.Limit + 1));
        return UserPage.Of(found, range.Limit);
    }

    public async Task<UserPage<DeletedUser>> ReadDeleted(UserRange range, CancellationToken cancellationToken)
    {
        var sql = new UserPageSql(range);
        return UserPage.Of(await Read(sql.Deleted, sql, Deleted, cancellationToken, ("$3", range.Limit + 1)), range.Limit);
    }

    public async Task<UserPage<DeletedUser>> FindDeleted(UserSearchQuery query, CancellationToken cancellationToken)
    {
        var sql = new UserPageSql(query.Range);
        var found = await Read(
            sql.FindDeleted, sql, Deleted, cancellationToken, ("$3", query.Range.Limit + 1), ("$4", query.Text));
        return UserPage.Of(found, query.Range.Limit);
    }

    public void Dispose() => _lane.Dispose();

    private static string Id(SqliteDataReader row) => row.GetString(0);

    private static DeletedUser Deleted(SqliteDataReader row) => new(
        row.GetString(0),
        DateTimeOffset.Parse(row.GetString(1), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
        row.GetInt64(2));

    private Task<IReadOnlyList<T>> Read<T>(
        string statement,
        UserPageSql sql,
        Func<SqliteDataReader, T> read,
        CancellationToken cancellationToken,
        params (string Name, object? Value)[] more) =>
        _lane.Use<T>(lane =>
        {
            var items = new List<T>();
            using var row = lane.Command(statement, [("$1", sql.Range.After), ("$2", sql.Range.End), .. more]).ExecuteReader();
            while (row.Read())
                items.Add(read(row));
            return items;
        }).WaitAsync(cancellationToken);
}
