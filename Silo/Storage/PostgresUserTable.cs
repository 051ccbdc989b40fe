using Npgsql;

namespace OrleansUsers.Silo;

/// <summary>The tables on PostgreSQL: one statement, one round trip and one commit a batch.</summary>
internal sealed class PostgresUserTable(NpgsqlDataSource database) : IUserTable
{
    public string Location { get; } = Describe(database);

    public Task<IReadOnlyList<RowOutcome>> Write(IReadOnlyList<UserRow> rows) => PostgresBatch.Write(database, async () =>
    {
        try
        {
            return await WriteOnce(rows);
        }
        catch (PostgresException late) when (late.SqlState == PostgresErrorCodes.UniqueViolation && rows.Count == 1)
        {
            // Another process has just claimed the sign-in. Now it can be seen who holds it.
            return await WriteOnce(rows);
        }
    });

    public Task<IReadOnlyList<StoredUser?>> Read(IReadOnlyList<string> externalIds) =>
        Find(PostgresUserSql.Read, externalIds, row => new StoredUser(row.GetInt64(1), row.GetString(2)));

    public Task<IReadOnlyList<string?>> ReadHolders(IReadOnlyList<string> tokenIdentifiers) =>
        Find(PostgresUserSql.ReadHolders, tokenIdentifiers, row => row.GetString(1));

    public async Task Ping(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select 1");
        await command.ExecuteScalarAsync(cancellationToken);
    }

    public bool IsRowFault(Exception fault) => PostgresBatch.IsRowFault(fault);

    private async Task<IReadOnlyList<RowOutcome>> WriteOnce(IReadOnlyList<UserRow> rows)
    {
        var claiming = rows.Where(row => row.Claimed is not null).ToArray();
        var releasing = claiming.Where(row => row.Revision > 1).ToArray();
        await using var command = database.CreateCommand(
            claiming.Length == 0 ? PostgresUserSql.Write : releasing.Length == 0 ? PostgresUserSql.WriteNew : PostgresUserSql.WriteAndClaim);
        command.Parameters.Add(PostgresBatch.Column(rows, row => row.ExternalId));
        command.Parameters.Add(PostgresBatch.Column(rows, row => row.Revision));
        command.Parameters.Add(PostgresBatch.Column(rows, row => row.Name));
        command.Parameters.Add(PostgresBatch.Column(rows, row => row.Email));
        command.Parameters.Add(PostgresBatch.Column(rows, row => row.Username));
        command.Parameters.Add(PostgresBatch.Column(rows, row => ArrayLiteral(row.TokenIdentifiers)));
        command.Parameters.Add(PostgresBatch.Column(rows, row => row.CreatedAt?.UtcDateTime));
        command.Parameters.Add(PostgresBatch.Column(rows, row => row.UpdatedAt?.UtcDateTime));
        command.Parameters.Add(PostgresBatch.Column(rows, row => row.DeletedAt?.UtcDateTime));
        command.Parameters.Add(PostgresBatch.Column(rows, row => row.Version));
        command.Parameters.Add(PostgresBatch.Column(rows, row => row.State));
        // Most apps have none: then the database need not take a column of nulls apart.
        command.Parameters.Add(rows.Any(row => row.ReferenceId is not null)
            ? PostgresBatch.Column(rows, row => row.ReferenceId)
            : new NpgsqlParameter<string?[]> { TypedValue = null });
        if (claiming.Length > 0)
        {
            var claims = claiming.SelectMany(row => row.Claimed!, (row, token) => (row.ExternalId, Token: token)).ToArray();
            command.Parameters.Add(PostgresBatch.Column(claims, claim => claim.ExternalId));
            command.Parameters.Add(PostgresBatch.Column(claims, claim => claim.Token));
        }
        if (releasing.Length > 0)
            command.Parameters.Add(PostgresBatch.Column(releasing, row => row.ExternalId));

        var outcomes = new Dictionary<string, RowOutcome>(rows.Count, StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            outcomes[reader.GetString(0)] = reader.IsDBNull(1) ? RowOutcome.Written : RowOutcome.Taken(reader.GetString(1));
        return [.. rows.Select(row => outcomes.GetValueOrDefault(row.ExternalId, RowOutcome.Conflict))];
    }

    // The first column of a row is its key.
    private async Task<IReadOnlyList<T?>> Find<T>(string sql, IReadOnlyList<string> keys, Func<NpgsqlDataReader, T> read)
        where T : class
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(PostgresBatch.Column(keys, key => key));

        var found = new Dictionary<string, T>(keys.Count, StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            found[reader.GetString(0)] = read(reader);
        return [.. keys.Select(found.GetValueOrDefault)];
    }

    // unnest would flatten an array of arrays, so each goes as its literal.
    private static string ArrayLiteral(IReadOnlyList<string> texts)
    {
        return $"{{{(texts.Count == 1 ? Quoted(texts[0]) : string.Join(',', texts.Select(Quoted)))}}}";

        static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";
    }

    private static string Describe(NpgsqlDataSource database)
    {
        var to = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        // Where there are several hosts, each port is already behind its host.
        var server = to.Host switch
        {
            { } hosts when hosts.Contains(',') => hosts.Replace(",", " or ", StringComparison.Ordinal),
            { } address when address.Contains(':') && !PostgresUrlHosts.IsSocket(address) => $"[{address}]:{to.Port}",
            var host => $"{host}:{to.Port}",
        };
        return $"PostgreSQL at {server}, database {to.Database ?? to.Username}";
    }
}
