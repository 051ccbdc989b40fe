using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Data.Sqlite;

namespace OrleansUsers.Silo;

/// <summary>The table <c>users</c> in a SQLite file: one transaction a batch, on the one connection that writes; reads go beside it (WAL).</summary>
internal sealed class SqliteUserTable(SqliteFile file) : IUserTable, IDisposable
{
    private const string WriteSql = """
        insert into users (external_id, revision, name, email, username, token_identifiers, created_at, updated_at, deleted_at, version, state)
        values ($external_id, $revision, $name, $email, $username, $token_identifiers, $created_at, $updated_at, $deleted_at, $version, $state)
        on conflict (external_id) do update set
            revision = excluded.revision, name = excluded.name, email = excluded.email, username = excluded.username,
            token_identifiers = excluded.token_identifiers, created_at = excluded.created_at, updated_at = excluded.updated_at,
            deleted_at = excluded.deleted_at, version = excluded.version, state = excluded.state
        where users.revision = excluded.revision - 1
        """;

    private readonly SqliteLane _writer = new(file, WriteSql);
    private readonly SqliteLane _reader = new(file, "select revision, state from users where external_id = $external_id");

    public string Location => $"SQLite file {file.Path}";

    public Task<IReadOnlyList<bool>> Write(IReadOnlyList<UserRow> rows) => _writer.Use<bool>(command =>
    {
        using var transaction = command.Connection!.BeginTransaction(deferred: false);
        command.Transaction = transaction;
        var written = new bool[rows.Count];
        for (var i = 0; i < written.Length; i++)
            written[i] = Write(command, rows[i]);
        transaction.Commit();
        return written;
    });

    public Task<IReadOnlyList<StoredUser?>> Read(IReadOnlyList<string> externalIds) => _reader.Use<StoredUser?>(command =>
    {
        var found = new StoredUser?[externalIds.Count];
        for (var i = 0; i < found.Length; i++)
        {
            Bind(command, "$external_id", externalIds[i]);
            using var row = command.ExecuteReader();
            found[i] = row.Read() ? new StoredUser(row.GetInt64(0), row.GetString(1)) : null;
        }
        return found;
    });

    public Task Ping(CancellationToken cancellationToken)
    {
        using var connection = file.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "select 1 from users limit 1";
        command.ExecuteScalar();
        return Task.CompletedTask;
    }

    /// <summary>A row that is too big or breaks a constraint.</summary>
    public bool IsRowFault(Exception fault) => fault is SqliteException { SqliteErrorCode: 18 or 19 or 20 };

    public void Dispose()
    {
        _writer.Dispose();
        _reader.Dispose();
    }

    private static bool Write(SqliteCommand command, UserRow row)
    {
        Bind(command, "$external_id", row.ExternalId);
        Bind(command, "$revision", row.Revision);
        Bind(command, "$name", row.Name);
        Bind(command, "$email", row.Email);
        Bind(command, "$username", row.Username);
        Bind(command, "$token_identifiers", JsonSerializer.Serialize(row.TokenIdentifiers, SqliteTextArray.Default.IReadOnlyListString));
        Bind(command, "$created_at", Iso(row.CreatedAt));
        Bind(command, "$updated_at", Iso(row.UpdatedAt));
        Bind(command, "$deleted_at", Iso(row.DeletedAt));
        Bind(command, "$version", row.Version);
        Bind(command, "$state", row.State);
        return command.ExecuteNonQuery() == 1;
    }

    private static string? Iso(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static void Bind(SqliteCommand command, string name, object? value)
    {
        if (command.Parameters.Contains(name))
            command.Parameters[name].Value = value ?? DBNull.Value;
        else
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
    }
}

[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class SqliteTextArray : JsonSerializerContext;
