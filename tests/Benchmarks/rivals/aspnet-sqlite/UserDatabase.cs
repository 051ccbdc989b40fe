using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace ClerkPeer;

/// <summary>The users' file: one connection that writes, a commit per request, and a few that read.</summary>
public sealed class UserDatabase
{
    private const string Schema = """
        create table if not exists users(
          external_id     text primary key,
          first_name      text,
          last_name       text,
          email           text,
          image_url       text,
          public_metadata text not null default '{}',
          created_at      integer not null,
          updated_at      integer not null
        ) without rowid
        """;
    private const string Upsert = """
        insert into users(external_id, first_name, last_name, email, image_url, public_metadata, created_at, updated_at)
        values ($1,$2,$3,$4,$5,$6,$7,$8)
        on conflict (external_id) do update set first_name=excluded.first_name, last_name=excluded.last_name, email=excluded.email,
          image_url=excluded.image_url, public_metadata=excluded.public_metadata, updated_at=excluded.updated_at
        """;
    private const string Delete = "delete from users where external_id = $1";
    private const string Select = """
        select external_id, first_name, last_name, email, image_url, public_metadata, created_at, updated_at
        from users where external_id = $1
        """;

    private readonly SemaphoreSlim _writing = new(1);
    private readonly SqliteCommand _upsert, _delete;
    private readonly Channel<SqliteCommand> _readers = Channel.CreateUnbounded<SqliteCommand>();

    public UserDatabase(string path)
    {
        var writer = Open(path);
        using (var create = new SqliteCommand(Schema, writer)) create.ExecuteNonQuery();
        _upsert = Prepared(writer, Upsert, parameters: 8);
        _delete = Prepared(writer, Delete, parameters: 1);
        for (var i = 0; i < Environment.ProcessorCount; i++) _readers.Writer.TryWrite(Prepared(Open(path), Select, parameters: 1));
    }

    public Task UpsertAsync(ClerkUser user) => WriteAsync(
        _upsert, user.Id, user.FirstName, user.LastName, user.PrimaryEmail, user.ImageUrl,
        user.PublicMetadata?.GetRawText() ?? "{}", user.CreatedAt, user.UpdatedAt);

    public Task DeleteAsync(string id) => WriteAsync(_delete, id);

    public async Task<UserView?> FindAsync(string id)
    {
        var select = await _readers.Reader.ReadAsync();
        try
        {
            select.Parameters[0].Value = id;
            using var row = select.ExecuteReader();
            if (!row.Read()) return null;
            string? Nullable(int i) => row.IsDBNull(i) ? null : row.GetString(i);
            using var metadata = JsonDocument.Parse(row.GetString(5));
            return new UserView(
                row.GetString(0), Nullable(1), Nullable(2), Nullable(3), Nullable(4), metadata.RootElement.Clone(),
                row.GetInt64(6), row.GetInt64(7));
        }
        finally
        {
            _readers.Writer.TryWrite(select);
        }
    }

    private async Task WriteAsync(SqliteCommand command, params object?[] values)
    {
        await _writing.WaitAsync();
        try
        {
            for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i] ?? DBNull.Value;
            command.ExecuteNonQuery();
        }
        finally
        {
            _writing.Release();
        }
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        using var settings = new SqliteCommand(
            "pragma busy_timeout = 5000; pragma journal_mode = wal; pragma synchronous = full", connection);
        settings.ExecuteNonQuery();
        return connection;
    }

    private static SqliteCommand Prepared(SqliteConnection connection, string text, int parameters)
    {
        var command = new SqliteCommand(text, connection);
        for (var i = 1; i <= parameters; i++) command.Parameters.Add(new SqliteParameter($"${i}", DBNull.Value));
        command.Prepare();
        return command;
    }
}
