using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansUsers.Harness;

/// <summary>The webhooks that an instance of Clerk sends about its users, with the same data as its answers.</summary>
/// <param name="InstanceId"><c>instance_id</c> of the envelopes.</param>
public sealed record FakeUserEvents(string InstanceId)
{
    /// <summary><c>user.created</c>.</summary>
    /// <param name="sentAt">The time in the envelope (ms); null means a moment after the last change.</param>
    public JsonObject Created(FakeUser user, long? sentAt = null) =>
        Envelope("user.created", DataOf(user), sentAt ?? user.UpdatedAt + 123);

    /// <summary><c>user.updated</c>.</summary>
    /// <param name="sentAt">The time in the envelope (ms); null means a moment after the last change.</param>
    public JsonObject Updated(FakeUser user, long? sentAt = null) =>
        Envelope("user.updated", DataOf(user), sentAt ?? user.UpdatedAt + 123);

    /// <summary><c>user.deleted</c>, which has only the id.</summary>
    /// <param name="sentAt">The time in the envelope (ms); null means now.</param>
    public JsonObject Deleted(string id, long? sentAt = null) => Envelope(
        "user.deleted",
        new JsonObject { ["object"] = "user", ["id"] = id, ["deleted"] = true },
        sentAt ?? TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

    private JsonObject Envelope(string type, JsonNode? data, long timestamp) => new()
    {
        ["object"] = "event",
        ["type"] = type,
        ["timestamp"] = timestamp,
        ["instance_id"] = InstanceId,
        ["data"] = data,
    };

    private static JsonNode? DataOf(FakeUser user)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text))
            FakeUserJson.WriteTo(json, user);
        return JsonNode.Parse(text.WrittenSpan);
    }
}
