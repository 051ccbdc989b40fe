using System.Text.Json;

namespace OrleansUsers.Api;

/// <summary>A job of Auth0 that exports users.</summary>
/// <param name="Status"><c>pending</c>, <c>processing</c>, <c>completed</c> or <c>failed</c>.</param>
/// <param name="Location">Where the file is for the next minute; null as long as there is none.</param>
/// <param name="At">When the provider answered.</param>
internal sealed record ExportJob(string Id, string Status, string? Location, long? Percentage, DateTimeOffset At)
{
    /// <summary>The body of the request for one.</summary>
    public static byte[] Request { get; } = WriteRequest();

    /// <exception cref="JsonException">It is not a job.</exception>
    public static ExportJob Read(ProviderAnswer answer)
    {
        using var json = JsonDocument.Parse(answer.Body);
        var root = json.RootElement;
        return root.FindText("id") is { Length: > 0 } id
            ? new ExportJob(id, root.FindText("status") ?? "", root.FindText("location"), root.FindNumber("percentage_done"), answer.At)
            : throw new JsonException("There is no id of a job.");
    }

    private static byte[] WriteRequest()
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("format", "json");
            json.WriteStartArray("fields");
            foreach (var field in Auth0User.Fields)
            {
                json.WriteStartObject();
                json.WriteString("name", field);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return body.ToArray();
    }
}
