using Npgsql;

namespace OrleansUsers.Silo;

/// <summary>The table <c>users</c> on PostgreSQL: one statement, one round trip and one commit a batch.</summary>
internal sealed class PostgresUserTable(NpgsqlDataSource database) : IUserTable
{
    private const string WriteSql = """
        insert into users (external_id, revision, name, email, username, token_identifiers, created_at, updated_at, deleted_at, version, state)
        select external_id, revision, name, email, username, token_identifiers::text[], created_at, updated_at, deleted_at, version, state::json
        from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[],
                    $7::timestamptz[], $8::timestamptz[], $9::timestamptz[], $10::bigint[], $11::text[])
             as row (external_id, revision, name, email, username, token_identifiers, created_at, updated_at, deleted_at, version, state)
        on conflict (external_id) do update set
            revision = excluded.revision, name = excluded.name, email = excluded.email, username = excluded.username,
            token_identifiers = excluded.token_identifiers, created_at = excluded.created_at, updated_at = excluded.updated_at,
            deleted_at = excluded.deleted_at, version = excluded.version, state = excluded.state
        where users.revision = excluded.revision - 1
        returning external_id
        """;

    // A plain join with unnest ends in a sequential scan; the lateral look-up with a limit can only use the index.
    private const string ReadSql = """
        select stored.external_id, stored.revision, stored.state
        from unnest($1::text[]) as asked (external_id)
        cross join lateral (select * from users where users.external_id = asked.external_id limit 1) as stored
        """;

    public string Location { get; } = Describe(database);

    public async Task<IReadOnlyList<bool>> Write(IReadOnlyList<UserRow> rows)
    {
        await using var command = database.CreateCommand(WriteSql);
        command.Parameters.Add(Column(rows, row => row.ExternalId));
        command.Parameters.Add(Column(rows, row => row.Revision));
        command.Parameters.Add(Column(rows, row => row.Name));
        command.Parameters.Add(Column(rows, row => row.Email));
        command.Parameters.Add(Column(rows, row => row.Username));
        command.Parameters.Add(Column(rows, row => ArrayLiteral(row.TokenIdentifiers)));
        command.Parameters.Add(Column(rows, row => row.CreatedAt?.UtcDateTime));
        command.Parameters.Add(Column(rows, row => row.UpdatedAt?.UtcDateTime));
        command.Parameters.Add(Column(rows, row => row.DeletedAt?.UtcDateTime));
        command.Parameters.Add(Column(rows, row => row.Version));
        command.Parameters.Add(Column(rows, row => row.State));

        var written = new HashSet<string>(rows.Count, StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            written.Add(reader.GetString(0));
        return [.. rows.Select(row => written.Contains(row.ExternalId))];
    }

    public async Task<IReadOnlyList<StoredUser?>> Read(IReadOnlyList<string> externalIds)
    {
        await using var command = database.CreateCommand(ReadSql);
        command.Parameters.Add(Column(externalIds, id => id));

        var found = new Dictionary<string, StoredUser>(externalIds.Count, StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            found[reader.GetString(0)] = new StoredUser(reader.GetInt64(1), reader.GetString(2));
        return [.. externalIds.Select(found.GetValueOrDefault)];
    }

    public async Task Ping(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select 1");
        await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>SQLSTATE classes 22 (data exception) and 23 (integrity constraint violation), and what is over a limit (54).</summary>
    public bool IsRowFault(Exception fault) => fault is PostgresException { SqlState: ['2', '2' or '3', ..] or ['5', '4', ..] };

    private static NpgsqlParameter<TColumn[]> Column<TRow, TColumn>(IReadOnlyList<TRow> rows, Func<TRow, TColumn> value)
    {
        var column = new TColumn[rows.Count];
        for (var i = 0; i < column.Length; i++)
            column[i] = value(rows[i]);
        return new NpgsqlParameter<TColumn[]> { TypedValue = column };
    }

    // unnest would flatten an array of arrays, so each goes as its literal.
    private static string ArrayLiteral(IReadOnlyList<string> texts) =>
        $"{{{string.Join(',', texts.Select(text => $"\"{text.Replace("\\", "\\\\").Replace("\"", "\\\"")}\""))}}}";

    private static string Describe(NpgsqlDataSource database)
    {
        var to = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        return $"PostgreSQL at {to.Host}:{to.Port}, database {to.Database ?? to.Username}";
    }
}
