using Npgsql;
using NpgsqlTypes;

namespace ClerkPeer;

/// <summary>Writes batches of events, each in one round trip and one commit; one per lane, which reuses its lists.</summary>
public sealed class UserWrites(NpgsqlDataSource db)
{
    private const string Upsert = """
        insert into users(external_id, first_name, last_name, email, image_url, public_metadata, created_at, updated_at)
        select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::jsonb[], $7::bigint[], $8::bigint[])
        on conflict (external_id) do update set first_name=excluded.first_name, last_name=excluded.last_name, email=excluded.email,
          image_url=excluded.image_url, public_metadata=excluded.public_metadata, updated_at=excluded.updated_at
        where users.updated_at <= excluded.updated_at
        """;
    private const string Delete = "delete from users where external_id = any($1::text[])";

    private readonly Dictionary<string, UserEvent> _upserts = [];
    private readonly HashSet<string> _deletes = [];
    private readonly List<UserEvent> _sorted = [];
    private readonly List<string> _ids = [];
    private readonly List<string?> _firstNames = [], _lastNames = [], _emails = [], _imageUrls = [];
    private readonly List<string> _metadata = [];
    private readonly List<long> _created = [], _updated = [];

    public async Task SendAsync(List<UserEvent> events)
    {
        Choose(events);
        Fill();
        await CommitAsync();
        foreach (var e in events) e.TrySetResult(true);
    }

    // A statement may touch a row once, so the newest event of a user stands for all of them.
    private void Choose(List<UserEvent> events)
    {
        _upserts.Clear();
        _deletes.Clear();
        foreach (var e in events)
        {
            if (e.Change == Change.Delete)
            {
                _upserts.Remove(e.Id);
                _deletes.Add(e.Id);
            }
            else if (!_upserts.TryGetValue(e.Id, out var other) || other.UpdatedAt <= e.UpdatedAt)
            {
                _upserts[e.Id] = e;
            }
        }
        _sorted.Clear();
        _sorted.AddRange(_upserts.Values);
        // One order of locks, whatever other process writes the table.
        _sorted.Sort(static (a, b) => string.CompareOrdinal(a.Id, b.Id));
    }

    private void Fill()
    {
        _ids.Clear();
        _firstNames.Clear();
        _lastNames.Clear();
        _emails.Clear();
        _imageUrls.Clear();
        _metadata.Clear();
        _created.Clear();
        _updated.Clear();
        foreach (var e in _sorted)
        {
            _ids.Add(e.Id);
            _firstNames.Add(e.FirstName);
            _lastNames.Add(e.LastName);
            _emails.Add(e.Email);
            _imageUrls.Add(e.ImageUrl);
            _metadata.Add(e.PublicMetadata);
            _created.Add(e.CreatedAt);
            _updated.Add(e.UpdatedAt);
        }
    }

    private async Task CommitAsync()
    {
        // A batch is one transaction: a user that is deleted and made again in it is never half of that.
        await using var batch = db.CreateBatch();
        if (_deletes.Count > 0)
        {
            string[] deletes = [.. _deletes.Order(StringComparer.Ordinal)];
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Delete) { Parameters = { Array(deletes, NpgsqlDbType.Text) } });
        }
        if (_ids.Count > 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Upsert)
            {
                Parameters =
                {
                    Array(_ids, NpgsqlDbType.Text), Array(_firstNames, NpgsqlDbType.Text), Array(_lastNames, NpgsqlDbType.Text),
                    Array(_emails, NpgsqlDbType.Text), Array(_imageUrls, NpgsqlDbType.Text), Array(_metadata, NpgsqlDbType.Jsonb),
                    Array(_created, NpgsqlDbType.Bigint), Array(_updated, NpgsqlDbType.Bigint),
                },
            });
        }
        await batch.ExecuteNonQueryAsync();
    }

    private static NpgsqlParameter<T> Array<T>(T values, NpgsqlDbType element) =>
        new() { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | element };
}
