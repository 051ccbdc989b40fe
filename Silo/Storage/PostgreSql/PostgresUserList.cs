using Npgsql;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>Lists users from the table <c>users</c> on PostgreSQL.</summary>
internal sealed class PostgresUserList(NpgsqlDataSource database) : IUserList
{
    // In place of the 4 s of a batch, for what may look at all users. A million take a second if the table was vacuumed, and much longer if
    // each row has to be fetched from a slow disk. No request waits for it, and a plain read locks nothing that writes need.
    private const int SecondsForAll = 30;

    public Task<long> Count(string provider, CancellationToken cancellationToken)
    {
        var sql = new UserListSql(provider);
        return PostgresBatch.Run(database, async () =>
        {
            await using var command = Command(sql.Count, sql.First, sql.End);
            command.CommandTimeout = SecondsForAll;
            return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        });
    }

    public Task<long[]> ReadCreationTimes(string provider, CancellationToken cancellationToken)
    {
        var sql = new UserListSql(provider);
        return PostgresBatch.Run(database, async () =>
        {
            await using var command = Command(sql.CreationTimes, sql.First, sql.End);
            command.CommandTimeout = SecondsForAll;
            var times = new List<long>();
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
                times.Add(new DateTimeOffset(row.GetDateTime(0)).ToUnixTimeMilliseconds());
            return times.ToArray();
        });
    }

    public Task<IReadOnlyList<string>> ReadCreated(
        string provider, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var sql = new UserListSql(provider);
        return ReadIds(
            () =>
            {
                var command = Command(sql.Created, sql.First, sql.End);
                command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = from.UtcDateTime });
                command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = to.UtcDateTime });
                return command;
            },
            cancellationToken);
    }

    public Task<IReadOnlyList<string>> ReadAfter(string provider, string after, int limit, CancellationToken cancellationToken)
    {
        var sql = new UserListSql(provider);
        return ReadIds(
            () =>
            {
                var command = Command(sql.Page, sql.After(after), sql.End);
                // The ids of other providers lie between those of the bare one.
                command.CommandTimeout = SecondsForAll;
                command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
                return command;
            },
            cancellationToken);
    }

    private Task<IReadOnlyList<string>> ReadIds(Func<NpgsqlCommand> select, CancellationToken cancellationToken) =>
        PostgresBatch.Run<IReadOnlyList<string>>(database, async () =>
        {
            await using var command = select();
            var ids = new List<string>();
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
                ids.Add(row.GetString(0));
            return ids;
        });

    private NpgsqlCommand Command(string sql, string first, string end)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = first });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = end });
        return command;
    }
}
