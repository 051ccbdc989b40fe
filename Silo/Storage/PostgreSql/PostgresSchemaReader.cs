using Npgsql;

namespace OrleansUsers.Silo;

/// <summary>Reads the schema of a database, without changing or locking anything.</summary>
internal static class PostgresSchemaReader
{
    private static readonly IReadOnlyList<SchemaScript> Scripts = SchemaUpgrade.Scripts(PostgresStore.Folder);

    public static async Task<PostgresSchema> Read(NpgsqlConnection connection)
    {
        var schema = await ReadServer(connection);
        if (schema.Name is null)
            return schema;
        // The tables are read before the journal. So tables without a journal are not those of a process that creates them right now.
        var found = await ReadTables(connection, schema);
        if (!found.HasJournal)
            return found with { Pending = [.. Scripts.Select(script => script.Name)] };
        if (found.MissingRights.Contains($"select on {PostgresRights.Journal}"))
            return found;
        var applied = await ReadJournal(connection, schema.Name);
        var pending = Scripts.Where(script => !applied.Contains(script.FullName)).Select(script => script.Name).ToArray();
        if (pending.Length == 0 && found.Tables.Count < PostgresRights.Tables.Count)
            found = await ReadTables(connection, schema);
        return found with
        {
            Pending = pending,
            Unknown = SchemaUpgrade.Unknown(PostgresStore.Folder, applied),
        };
    }

    private static async Task<PostgresSchema> ReadServer(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            """
            select current_schema(), current_setting('server_version'), current_user::text, clock_timestamp(),
                   current_setting('transaction_read_only') = 'on'
            """,
            connection);
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return new PostgresSchema
        {
            Name = row.IsDBNull(0) ? null : row.GetString(0),
            Version = row.GetString(1),
            Login = row.GetString(2),
            Clock = row.GetFieldValue<DateTimeOffset>(3),
            IsReadOnly = row.GetBoolean(4),
        };
    }

    private static async Task<PostgresSchema> ReadTables(NpgsqlConnection connection, PostgresSchema schema)
    {
        await using var command = new NpgsqlCommand(
            """
            select needed.name, needed.privilege, found.oid is not null, has_table_privilege(found.oid, needed.privilege),
                   pg_has_role(found.relowner, 'usage'), has_schema_privilege($3, 'create')
            from unnest($1::text[], $2::text[]) as needed (name, privilege)
            left join pg_class as found on found.relname = needed.name and found.relnamespace = (
                select oid from pg_namespace where nspname = $3)
            """,
            connection);
        command.Parameters.Add(PostgresBatch.Column(PostgresRights.Needed, right => right.Table));
        command.Parameters.Add(PostgresBatch.Column(PostgresRights.Needed, right => right.Privilege));
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = schema.Name });

        var (tables, missing, mayUpgrade) = (new HashSet<string>(), new List<(string Table, string Privilege)>(), true);
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            var exists = row.GetBoolean(2);
            if (exists)
                tables.Add(row.GetString(0));
            if (!exists || !row.GetBoolean(3))
                missing.Add((row.GetString(0), row.GetString(1)));
            mayUpgrade &= row.GetBoolean(5) && (!exists || row.GetBoolean(4));
        }
        return schema with
        {
            HasJournal = tables.Remove(PostgresRights.Journal),
            Tables = [.. tables.Order(StringComparer.Ordinal)],
            MissingRights =
            [
                .. missing.GroupBy(right => right.Table, right => right.Privilege)
                    .Select(rights => $"{string.Join(", ", rights.Order(StringComparer.Ordinal))} on {rights.Key}")
                    .Order(StringComparer.Ordinal),
            ],
            MayUpgrade = mayUpgrade,
        };
    }

    private static async Task<HashSet<string>> ReadJournal(NpgsqlConnection connection, string schema)
    {
        using var quoting = new NpgsqlCommandBuilder();
        var table = $"{quoting.QuoteIdentifier(schema)}.{PostgresRights.Journal}";
        await using var command = new NpgsqlCommand($"select scriptname from {table}", connection);
        await using var row = await command.ExecuteReaderAsync();
        var applied = new HashSet<string>(StringComparer.Ordinal);
        while (await row.ReadAsync())
            applied.Add(row.GetString(0));
        return applied;
    }
}
