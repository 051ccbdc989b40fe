using Npgsql;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>
/// The tables <c>users</c> and <c>token_identifiers</c> on PostgreSQL. Each batch is one statement, one round trip and one commit.
/// </summary>
internal sealed class PostgresUserTable(NpgsqlDataSource database, Fence fence, TakeOver takeOver, OwnEntries entries) : IUserTable
{
    public string Location { get; } = Describe(database);

    public async Task<IReadOnlyList<WriteResult>> Write(IReadOnlyList<UserRow> rows)
    {
        try
        {
            return await PostgresBatch.Run(database, () => WriteOnce(rows));
        }
        catch (PostgresException duplicate) when (duplicate.SqlState == PostgresErrorCodes.UniqueViolation && rows.Count == 1)
        {
            // Another process claimed the token identifier at the same moment. The second try sees that it is taken. It has a connection of
            // its own: that of the first one is closed.
            return await PostgresBatch.Run(database, () => WriteOnce(rows));
        }
    }

    public Task<IReadOnlyList<StoredRow?>> Read(IReadOnlyList<string> externalIds) =>
        takeOver.Read(() => PostgresBatch.Run(database, () => ReadOnce(externalIds)));

    public async Task<IReadOnlyList<StoredRow?>> ReadAgain(IReadOnlyList<string> externalIds) =>
        (await PostgresBatch.Run(database, () => ReadOnce(externalIds))).Rows;

    public Task<IReadOnlyList<string?>> ReadHolders(IReadOnlyList<string> tokenIdentifiers) =>
        PostgresBatch.Run(database, () => ReadHoldersOnce(tokenIdentifiers));

    public Task TryWrite(CancellationToken cancellationToken) => PostgresBatch.Run(database, async () =>
    {
        await using var command = database.CreateCommand(PostgresUserSql.TryWrite);
        fence.AddTo(command);
        return await command.ExecuteScalarAsync(cancellationToken) is true ? true : throw fence.Refusal();
    });

    public bool IsRowFault(Exception fault) => PostgresBatch.IsRowFault(fault);

    private async Task<IReadOnlyList<WriteResult>> WriteOnce(IReadOnlyList<UserRow> rows)
    {
        var claiming = rows.Where(row => row.ChangesTokens).Select(row => row.Stored).ToArray();
        var releasing = claiming.Where(user => user.Revision > 1).ToArray();
        await using var command = database.CreateCommand((claiming.Length, releasing.Length) switch
        {
            (0, _) => PostgresUserSql.Write,
            (_, 0) => PostgresUserSql.WriteNew,
            _ => PostgresUserSql.WriteAndClaim,
        });
        fence.AddTo(command);
        AddColumns(command, rows);
        if (claiming.Length > 0)
        {
            var claims = claiming.SelectMany(user => user.TokenIdentifiers, (user, token) => (User: user, Token: token)).ToArray();
            command.Parameters.Add(PostgresBatch.Column(claims, claim => claim.User.ExternalId));
            command.Parameters.Add(PostgresBatch.Column(claims, claim => claim.Token));
            command.Parameters.Add(PostgresBatch.Column(claims, claim => claim.User.Revision));
        }
        if (releasing.Length > 0)
            command.Parameters.Add(PostgresBatch.Column(releasing, user => user.ExternalId));

        var results = new Dictionary<string, WriteResult>(rows.Count, StringComparer.Ordinal);
        var (written, entry) = (0, default(OwnEntryKey));
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                results[reader.GetString(0)] = reader.IsDBNull(1) ? WriteResult.Written : WriteResult.Taken(reader.GetString(1));
                if (reader.IsDBNull(1) && written++ == 0)
                    entry = new OwnEntryKey(reader.GetInt64(2), reader.GetDateTime(3));
            }
        }
        if (written == rows.Count)
            entries.Add(entry, [.. rows.Select(row => row.Stored.ToChange())]);
        else if (written == 0)
            await fence.Check(database);
        return [.. rows.Select(row => results.GetValueOrDefault(row.Stored.ExternalId, WriteResult.Conflict))];
    }

    /// <summary>Adds the parameters of the rows, after those of the fence.</summary>
    public static void AddColumns(NpgsqlCommand command, IReadOnlyList<UserRow> rows)
    {
        Add(row => row.Stored.ExternalId);
        Add(row => row.Stored.Revision);
        Add(row => row.Stored.User?.Name);
        Add(row => row.Stored.User?.Email);
        AddUnlessNull(row => row.Stored.User?.Username);
        Add(row => ArrayLiteral(row.Stored.TokenIdentifiers));
        Add(row => row.Stored.User?.CreatedAt.UtcDateTime);
        Add(row => row.Stored.User?.UpdatedAt.UtcDateTime);
        AddUnlessNull(row => row.Stored.State.DeletedAt?.UtcDateTime);
        Add(row => row.Stored.State.Version);
        Add(row => row.Json);
        AddUnlessNull(row => row.Stored.User?.ReferenceId);
        Add(row => JournalKinds.Write(row.Stored.Change));

        void Add<T>(Func<UserRow, T> value) => command.Parameters.Add(PostgresBatch.Column(rows, value));

        // Often no user of a batch has this. Without an array the database need not unnest a column of nulls.
        void AddUnlessNull<T>(Func<UserRow, T> value)
        {
            var column = PostgresBatch.Column(rows, value);
            if (Array.TrueForAll(column.TypedValue!, one => one is null))
                column.TypedValue = null;
            command.Parameters.Add(column);
        }
    }

    private async Task<(IReadOnlyList<StoredRow?> Rows, TimeSpan Left)> ReadOnce(IReadOnlyList<string> externalIds)
    {
        await using var command = database.CreateCommand(PostgresUserSql.Read);
        takeOver.AddTo(command);
        command.Parameters.Add(PostgresBatch.Column(externalIds, id => id));

        var (found, left) = (new Dictionary<string, StoredRow>(externalIds.Count, StringComparer.Ordinal), TimeSpan.Zero);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            if (reader.IsDBNull(0))
                left = TimeSpan.FromMilliseconds(reader.GetInt64(1));
            else
                found[reader.GetString(0)] = new StoredRow(reader.GetInt64(1), reader.GetString(2));
        }
        return ([.. externalIds.Select(found.GetValueOrDefault)], left);
    }

    private async Task<IReadOnlyList<string?>> ReadHoldersOnce(IReadOnlyList<string> tokenIdentifiers)
    {
        await using var command = database.CreateCommand(PostgresUserSql.ReadHolders);
        command.Parameters.Add(PostgresBatch.Column(tokenIdentifiers, token => token));

        var found = new Dictionary<string, string>(tokenIdentifiers.Count, StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            found[reader.GetString(0)] = reader.GetString(1);
        return [.. tokenIdentifiers.Select(found.GetValueOrDefault)];
    }

    /// <summary>The texts as the text literal of an array: unnest would flatten an array of arrays.</summary>
    public static string ArrayLiteral(IReadOnlyList<string> texts)
    {
        return $"{{{(texts.Count == 1 ? Quoted(texts[0]) : string.Join(',', texts.Select(Quoted)))}}}";

        static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";
    }

    private static string Describe(NpgsqlDataSource database)
    {
        var to = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        // With several hosts, each host already has its port.
        var server = to.Host switch
        {
            { } hosts when hosts.Contains(',') => hosts.Replace(",", " or ", StringComparison.Ordinal),
            { } address when address.Contains(':') && !PostgresUrlHosts.IsSocket(address) => $"[{address}]:{to.Port}",
            var host => $"{host}:{to.Port}",
        };
        return $"PostgreSQL at {server}, database {to.Database ?? to.Username}";
    }
}
