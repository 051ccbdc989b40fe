using System.Text;
using System.Text.Json;

namespace ClerkPeer;

/// <summary>What an event asks for.</summary>
public enum Change { None, Upsert, Delete }

/// <summary>A Clerk event that waits for its commit.</summary>
public sealed class UserEvent() : TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public Change Change { get; private set; }
    public string Id { get; private set; } = "";
    public string? FirstName { get; private set; }
    public string? LastName { get; private set; }
    public string? Email { get; private set; }
    public string? ImageUrl { get; private set; }
    public string PublicMetadata { get; private set; } = "{}";
    public long CreatedAt { get; private set; }
    public long UpdatedAt { get; private set; }

    /// <summary>Reads only what is stored, by hand: a serializer would make objects of every address.</summary>
    public static UserEvent Parse(ReadOnlySpan<byte> body)
    {
        var read = new UserEvent();
        var json = new Utf8JsonReader(body);
        Enter(ref json);
        while (NextProperty(ref json))
        {
            if (json.ValueTextEquals("data"u8)) read.ParseData(ref json, body);
            else if (json.ValueTextEquals("type"u8)) read.ParseType(ref json);
            else json.Skip();
        }
        return read.Change == Change.None || read.Id.Length > 0 ? read : throw new JsonException("The user has no id.");
    }

    private void ParseType(ref Utf8JsonReader json)
    {
        json.Read();
        Change = json.ValueTextEquals("user.created"u8) || json.ValueTextEquals("user.updated"u8) ? Change.Upsert
            : json.ValueTextEquals("user.deleted"u8) ? Change.Delete : Change.None;
    }

    private void ParseData(ref Utf8JsonReader json, ReadOnlySpan<byte> body)
    {
        string? primary = null;
        Utf8JsonReader addresses = default;
        Enter(ref json);
        while (NextProperty(ref json))
        {
            if (json.ValueTextEquals("id"u8)) Id = Text(ref json) ?? "";
            else if (json.ValueTextEquals("first_name"u8)) FirstName = Text(ref json);
            else if (json.ValueTextEquals("last_name"u8)) LastName = Text(ref json);
            else if (json.ValueTextEquals("image_url"u8)) ImageUrl = Text(ref json);
            else if (json.ValueTextEquals("primary_email_address_id"u8)) primary = Text(ref json);
            else if (json.ValueTextEquals("created_at"u8)) CreatedAt = Number(ref json);
            else if (json.ValueTextEquals("updated_at"u8)) UpdatedAt = Number(ref json);
            else if (json.ValueTextEquals("public_metadata"u8)) PublicMetadata = Raw(ref json, body);
            else
            {
                // Which address is the primary one is told after them.
                if (json.ValueTextEquals("email_addresses"u8)) addresses = json;
                json.Skip();
            }
        }
        if (primary is not null && addresses.TokenType == JsonTokenType.PropertyName) Email = PrimaryEmail(addresses, primary);
    }

    private static string? PrimaryEmail(Utf8JsonReader json, string primary)
    {
        if (!json.Read() || json.TokenType != JsonTokenType.StartArray) return null;
        while (json.Read() && json.TokenType == JsonTokenType.StartObject)
        {
            string? email = null;
            var found = false;
            while (NextProperty(ref json))
            {
                if (json.ValueTextEquals("id"u8))
                {
                    json.Read();
                    found = json.ValueTextEquals(primary);
                }
                else if (json.ValueTextEquals("email_address"u8)) email = Text(ref json);
                else json.Skip();
            }
            if (found) return email;
        }
        return null;
    }

    private static void Enter(ref Utf8JsonReader json)
    {
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject) throw new JsonException("An object is expected.");
    }

    private static bool NextProperty(ref Utf8JsonReader json) => json.Read() && json.TokenType == JsonTokenType.PropertyName;

    private static string? Text(ref Utf8JsonReader json) => json.Read() ? json.GetString() : null;

    private static long Number(ref Utf8JsonReader json) => json.Read() && json.TokenType == JsonTokenType.Number ? json.GetInt64() : 0;

    private static string Raw(ref Utf8JsonReader json, ReadOnlySpan<byte> body)
    {
        json.Read();
        var start = (int)json.TokenStartIndex;
        json.Skip();
        return json.TokenType == JsonTokenType.Null ? "{}" : Encoding.UTF8.GetString(body[start..(int)json.BytesConsumed]);
    }
}
