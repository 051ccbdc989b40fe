using System.Runtime.InteropServices;
using System.Text.Json;

namespace OrleansUsers.Api;

/// <summary>A message of Auth0's stream of events.</summary>
/// <param name="Offset">Its place in the stream; null when its data does not say it.</param>
/// <param name="Error">The code of an error; null for any other message.</param>
/// <param name="HasEvent">Whether it has an event; some have an offset only.</param>
/// <param name="Event">Null when the event cannot be read.</param>
internal sealed record EventMessage(string? Offset, string? Error, bool HasEvent, ProviderEvent? Event)
{
    public static EventMessage Read(string type, ReadOnlySpan<byte> data, ProviderKind kind)
    {
        try
        {
            using var json = JsonDocument.Parse(data.ToArray(), new JsonDocumentOptions { MaxDepth = int.MaxValue });
            var root = json.RootElement;
            if (type == "error")
            {
                var error = root.FindMember("error") ?? root;
                return new(error.FindText("offset"), error.FindText("code") ?? type, HasEvent: false, null);
            }
            var told = root.FindMember("event");
            return new(
                root.FindText("offset"),
                Error: null,
                HasEvent: told is not null,
                told is { } found ? ProviderEvent.Read(JsonMarshal.GetRawUtf8Value(found), kind) : null);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return new(Offset: null, type == "error" ? type : null, HasEvent: type is not ("error" or "offset-only"), null);
        }
    }
}
