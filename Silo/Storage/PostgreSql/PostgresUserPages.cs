using Npgsql;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>Lists users page by page from the table <c>users</c> on PostgreSQL.</summary>
internal sealed class PostgresUserPages(NpgsqlDataSource database) : IUserPages
{
    public async Task<UserPage<string>> ReadLiving(UserRange range, CancellationToken cancellationToken)
    {
        var sql = new UserPageSql(range);
        var found = await Select(sql.NearLiving, sql, range, Id, cancellationToken);
        if (found.Count <= range.Limit && (await Select(UserPageSql.HasOthers, sql, range: null, Id, cancellationToken)).Count > 0)
            found = await Select(sql.AllLiving, sql, range, Id, cancellationToken);
        return UserPage.Of(found, range.Limit);
    }

    public async Task<UserPage<DeletedUser>> ReadDeleted(UserRange range, CancellationToken cancellationToken)
    {
        var sql = new UserPageSql(range);
        return UserPage.Of(await Select(sql.Deleted, sql, range, Deleted, cancellationToken), range.Limit);
    }

    public async Task<UserPage<DeletedUser>> FindDeleted(UserSearchQuery query, CancellationToken cancellationToken)
    {
        var sql = new UserPageSql(query.Range);
        var found = await Select(
            sql.FindDeleted, sql, query.Range, Deleted, cancellationToken, PostgresPlanned.Parameter(query.Text));
        return UserPage.Of(found, query.Range.Limit);
    }

    private static string Id(NpgsqlDataReader row) => row.GetString(0);

    private static DeletedUser Deleted(NpgsqlDataReader row) =>
        new(row.GetString(0), new DateTimeOffset(row.GetDateTime(1)), row.GetInt64(2));

    private Task<IReadOnlyList<T>> Select<T>(
        string statement,
        UserPageSql sql,
        UserRange? range,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken,
        params NpgsqlParameter[] more)
    {
        NpgsqlParameter[] bounds = [PostgresPlanned.Parameter(sql.Range.After), PostgresPlanned.Parameter(sql.Range.End)];
        NpgsqlParameter[] limit = range is null ? [] : [PostgresPlanned.Parameter(range.Limit + 1)];
        return PostgresPlanned.Select(database, statement, read, cancellationToken, [.. bounds, .. limit, .. more]);
    }
}
