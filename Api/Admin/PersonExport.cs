using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>Writes all that is stored of a person as one JSON document, message by message.</summary>
internal sealed class PersonExport(IGrainFactory grains, TimeProvider clock, IOptions<JsonOptions> json)
{
    private const int FlushAtBytes = 32 * 1024;

    private readonly JsonSerializerOptions _json = json.Value.SerializerOptions;

    /// <summary>
    /// The person's messages that the log of its author does not list, oldest first: a process died between the two appends. There are
    /// hardly ever any.
    /// </summary>
    public async Task<IReadOnlyList<Message>> FindUnlisted(string userId, IReadOnlyList<string> channels)
    {
        var listed = await grains.GetAuthorLog(userId).ReadAll().Select(message => message.Id).ToHashSetAsync();
        var unlisted = new List<Message>();
        foreach (var channel in channels)
        {
            await foreach (var message in grains.GetChannelLog(channel).ReadAll(userId))
            {
                if (!listed.Contains(message.Id))
                    unlisted.Add(message);
            }
        }
        return [.. unlisted.OrderBy(message => message.CreatedAt)];
    }

    /// <param name="unlisted">The messages of <see cref="FindUnlisted"/>.</param>
    public async Task Write(
        PipeWriter body, string userId, UserExport person, IReadOnlyList<Message> unlisted, CancellationToken cancellationToken)
    {
        await using var writer = new Utf8JsonWriter(body);
        writer.WriteStartObject();
        writer.WriteString("exportedAt", IsoTime.TextOf(clock.GetUtcNow()));
        writer.WriteString("id", userId);
        var details = JsonSerializer.SerializeToElement(UserDetails.Of(person.Description, _json), Info<UserDetails>());
        foreach (var detail in details.EnumerateObject())
            detail.WriteTo(writer);
        writer.WritePropertyName("stored");
        writer.WriteRawValue(person.Stored);
        writer.WriteStartArray("channels");
        foreach (var channel in person.Channels)
            writer.WriteStringValue(channel);
        writer.WriteEndArray();
        writer.WriteStartArray("messages");
        await foreach (var message in InOrder(grains.GetAuthorLog(userId).ReadAll(), unlisted))
        {
            JsonSerializer.Serialize(writer, ExportedMessage.Of(message), Info<ExportedMessage>());
            if (writer.BytesPending < FlushAtBytes)
                continue;
            await writer.FlushAsync(cancellationToken);
            await body.FlushAsync(cancellationToken);
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
        await writer.FlushAsync(cancellationToken);
    }

    private static async IAsyncEnumerable<Message> InOrder(IAsyncEnumerable<Message> listed, IReadOnlyList<Message> unlisted)
    {
        var next = 0;
        await foreach (var message in listed)
        {
            for (; next < unlisted.Count && unlisted[next].CreatedAt < message.CreatedAt; next++)
                yield return unlisted[next];
            // It was on its way when the others were looked for.
            if (unlisted.All(other => other.Id != message.Id))
                yield return message;
        }
        for (; next < unlisted.Count; next++)
            yield return unlisted[next];
    }

    private JsonTypeInfo<T> Info<T>() => (JsonTypeInfo<T>)_json.GetTypeInfo(typeof(T));
}

/// <summary>A message in an export: all that is stored of it.</summary>
internal sealed record ExportedMessage(string Id, string Channel, string Body, DateTimeOffset CreatedAt, string? Actor)
{
    public static ExportedMessage Of(Message message) =>
        new(message.Id, message.Channel, message.Body, message.CreatedAt, message.Actor);
}
