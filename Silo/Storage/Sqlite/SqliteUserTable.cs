using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>
/// The tables <c>users</c> and <c>token_identifiers</c> in a SQLite file. Each batch of writes is one transaction on the only connection
/// that writes. Reads run beside it (WAL).
/// </summary>
internal sealed class SqliteUserTable(SqliteFile file, TimeProvider? clock = null) : IUserTable, IDisposable
{
    private const string WriteSql = """
        insert into users (
            external_id, revision, name, email, username, token_identifiers,
            created_at, updated_at, deleted_at, version, state, reference_id)
        values (
            $external_id, $revision, $name, $email, $username, $token_identifiers,
            $created_at, $updated_at, $deleted_at, $version, $state, $reference_id)
        on conflict (external_id) do update set
            revision = excluded.revision, name = excluded.name, email = excluded.email, username = excluded.username,
            token_identifiers = excluded.token_identifiers, created_at = excluded.created_at, updated_at = excluded.updated_at,
            deleted_at = excluded.deleted_at, version = excluded.version, state = excluded.state,
            reference_id = excluded.reference_id
        where users.revision = excluded.revision - 1
        """;

    // Runs before the row is written: until then the row has the token identifiers that the user held before.
    private const string ReleaseSql = """
        delete from token_identifiers where external_id = $external_id
            and token_identifier in (select value from users, json_each(users.token_identifiers) where users.external_id = $external_id)
        """;

    private const string ClaimSql =
        "insert or ignore into token_identifiers (token_identifier, external_id) values ($token_identifier, $external_id)";

    private const string RevisionSql = "select revision from users where external_id = $external_id";

    private const string HolderSql = "select external_id from token_identifiers where token_identifier = $token_identifier";

    // While writes succeed, nothing is tried: a trial would have to wait for them.
    private static readonly TimeSpan RecentWrite = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly SqliteConnectionLane _writer = new(file);
    private readonly SqliteConnectionLane _reader = new(file);

    // A lane of its own: users and token identifiers are read at the same time.
    private readonly SqliteConnectionLane _tokenReader = new(file);
    private long _writtenAt;

    public string Location => $"SQLite file {file.Path}";

    public async Task<IReadOnlyList<WriteResult>> Write(IReadOnlyList<UserRow> rows)
    {
        var results = await _writer.Commit(rows, Write, SqliteChangeJournal.Append, SqliteChangeJournal.ClearWaiting).ConfigureAwait(false);
        Volatile.Write(ref _writtenAt, _clock.GetTimestamp());
        return results;
    }

    public Task<IReadOnlyList<StoredRow?>> Read(IReadOnlyList<string> externalIds) => _reader.Use<StoredRow?>(lane =>
    {
        var found = new StoredRow?[externalIds.Count];
        for (var i = 0; i < found.Length; i++)
        {
            using var row = lane
                .Command("select revision, state from users where external_id = $external_id", ("$external_id", externalIds[i]))
                .ExecuteReader();
            found[i] = row.Read() ? new StoredRow(row.GetInt64(0), row.GetString(1)) : null;
        }
        return found;
    });

    public Task<IReadOnlyList<string?>> ReadHolders(IReadOnlyList<string> tokenIdentifiers) =>
        _tokenReader.Use<string?>(lane => [.. tokenIdentifiers.Select(token => Holder(lane, token))]);

    public Task TryWrite(CancellationToken cancellationToken) =>
        _clock.GetElapsedTime(Volatile.Read(ref _writtenAt)) < RecentWrite
            ? Task.CompletedTask
            : Task.Run(file.TryWrite, cancellationToken);

    public bool IsRowFault(Exception fault) => SqliteFile.IsRowFault(fault);

    public void Dispose()
    {
        _writer.Dispose();
        _reader.Dispose();
        _tokenReader.Dispose();
    }

    private static WriteResult Write(SqliteConnectionLane lane, UserRow row)
    {
        if (!row.ChangesTokens)
            return WriteRow(lane, row) ? WriteResult.Written : WriteResult.Conflict;
        var user = row.Stored;
        // Before a taken token identifier: the writer may have read the row when the user still held it. Only reading it again ends that.
        if (lane.Command(RevisionSql, ("$external_id", user.ExternalId)).ExecuteScalar() is long stored && stored >= user.Revision)
            return WriteResult.Conflict;
        foreach (var token in user.TokenIdentifiers)
        {
            if (Holder(lane, token) is { } holder && holder != user.ExternalId)
                return WriteResult.Taken(token);
        }

        lane.Command("savepoint claim").ExecuteNonQuery();
        lane.Command(ReleaseSql, ("$external_id", user.ExternalId)).ExecuteNonQuery();
        foreach (var token in user.TokenIdentifiers)
            lane.Command(ClaimSql, ("$token_identifier", token), ("$external_id", user.ExternalId)).ExecuteNonQuery();
        var isWritten = WriteRow(lane, row);
        if (!isWritten)
            lane.Command("rollback to claim").ExecuteNonQuery();
        lane.Command("release claim").ExecuteNonQuery();
        return isWritten ? WriteResult.Written : WriteResult.Conflict;
    }

    private static bool WriteRow(SqliteConnectionLane lane, UserRow row)
    {
        var (stored, user) = (row.Stored, row.Stored.User);
        return lane.Command(
            WriteSql,
            ("$external_id", stored.ExternalId),
            ("$revision", stored.Revision),
            ("$name", user?.Name),
            ("$email", user?.Email),
            ("$username", user?.Username),
            ("$token_identifiers", JsonSerializer.Serialize(stored.TokenIdentifiers, SqliteTextArray.Default.IReadOnlyListString)),
            ("$created_at", Iso(user?.CreatedAt)),
            ("$updated_at", Iso(user?.UpdatedAt)),
            ("$deleted_at", Iso(stored.State.DeletedAt)),
            ("$version", stored.State.Version),
            ("$state", row.Json),
            ("$reference_id", user?.ReferenceId)).ExecuteNonQuery() == 1;
    }

    private static string? Holder(SqliteConnectionLane lane, string tokenIdentifier) =>
        (string?)lane.Command(HolderSql, ("$token_identifier", tokenIdentifier)).ExecuteScalar();

    /// <summary>A time as the table has it.</summary>
    public static string? Iso(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}

[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class SqliteTextArray : JsonSerializerContext;
