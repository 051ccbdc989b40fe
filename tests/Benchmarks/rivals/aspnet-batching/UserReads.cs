using System.Buffers;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace ClerkPeer;

/// <summary>A read that waits for its answer: the user as JSON, or null where there is none.</summary>
public sealed class UserRead(string id) : TaskCompletionSource<byte[]?>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public string Id => id;
}

/// <summary>Reads batches of users, each in one round trip; one per lane, which reuses its buffers.</summary>
public sealed class UserReads(NpgsqlDataSource db)
{
    // "limit 1" keeps the planner on one look into the index per key, whatever it believes of the array's length.
    private const string Select = """
        select k.place, u.external_id, u.first_name, u.last_name, u.email, u.image_url, u.public_metadata::text, u.created_at, u.updated_at
        from unnest($1::text[]) with ordinality k(id, place)
        cross join lateral (select * from users where external_id = k.id limit 1) u
        """;

    private static readonly JsonEncodedText
        ExternalId = JsonEncodedText.Encode("external_id"),
        FirstName = JsonEncodedText.Encode("first_name"),
        LastName = JsonEncodedText.Encode("last_name"),
        Email = JsonEncodedText.Encode("email"),
        ImageUrl = JsonEncodedText.Encode("image_url"),
        PublicMetadata = JsonEncodedText.Encode("public_metadata"),
        CreatedAt = JsonEncodedText.Encode("created_at"),
        UpdatedAt = JsonEncodedText.Encode("updated_at");

    private readonly List<string> _ids = [];
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly Utf8JsonWriter _json = new(Stream.Null, new JsonWriterOptions { SkipValidation = true });

    public async Task SendAsync(List<UserRead> reads)
    {
        _ids.Clear();
        foreach (var read in reads) _ids.Add(read.Id);
        await using var select = db.CreateCommand(Select);
        select.Parameters.Add(
            new NpgsqlParameter<List<string>> { TypedValue = _ids, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        await using var row = await select.ExecuteReaderAsync();
        while (await row.ReadAsync()) reads[(int)row.GetInt64(0) - 1].TrySetResult(Json(row));
        foreach (var read in reads) read.TrySetResult(null);
    }

    private byte[] Json(NpgsqlDataReader row)
    {
        _buffer.ResetWrittenCount();
        _json.Reset(_buffer);
        _json.WriteStartObject();
        _json.WriteString(ExternalId, row.GetString(1));
        Text(FirstName, row, 2);
        Text(LastName, row, 3);
        Text(Email, row, 4);
        Text(ImageUrl, row, 5);
        _json.WritePropertyName(PublicMetadata);
        _json.WriteRawValue(row.GetString(6), skipInputValidation: true);
        _json.WriteNumber(CreatedAt, row.GetInt64(7));
        _json.WriteNumber(UpdatedAt, row.GetInt64(8));
        _json.WriteEndObject();
        _json.Flush();
        return _buffer.WrittenSpan.ToArray();
    }

    private void Text(JsonEncodedText name, NpgsqlDataReader row, int column)
    {
        if (row.IsDBNull(column)) _json.WriteNull(name);
        else _json.WriteString(name, row.GetString(column));
    }
}
