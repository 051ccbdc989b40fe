using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;

namespace OrleansUsers.Harness;

/// <summary>An answer of the fake Clerk: a status and JSON. Its buffer is used again after the answer.</summary>
internal sealed class ClerkAnswer : IDisposable
{
    // Half a megabyte for each page would be garbage of the kind that is collected last.
    private static readonly ConcurrentBag<ArrayBufferWriter<byte>> Buffers = [];

    private readonly ArrayBufferWriter<byte> _body = Buffers.TryTake(out var buffer) ? buffer : new ArrayBufferWriter<byte>(4096);

    private ClerkAnswer(int status) => Status = status;

    public int Status { get; }

    public int? RetryAfter { get; private init; }

    public ReadOnlyMemory<byte> Body => _body.WrittenMemory;

    public static ClerkAnswer Ok(Action<Utf8JsonWriter> write) => Of(new ClerkAnswer(200), write);

    public static ClerkAnswer NotFound() => Error(404, "resource_not_found", "Resource not found");

    public static ClerkAnswer Unprocessable(string parameter) =>
        Error(422, "form_param_invalid", $"{parameter} is not valid", parameter);

    public static ClerkAnswer TooMany(int seconds) =>
        Error(new ClerkAnswer(429) { RetryAfter = seconds }, "too_many_requests", "Too many requests. Please try again in a bit.");

    public static ClerkAnswer Error(int status, string code, string message, string? parameter = null) =>
        Error(new ClerkAnswer(status), code, message, parameter);

    public void Dispose()
    {
        _body.ResetWrittenCount();
        Buffers.Add(_body);
    }

    private static ClerkAnswer Error(ClerkAnswer answer, string code, string message, string? parameter = null) => Of(answer, json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("errors");
        json.WriteStartObject();
        json.WriteString("message", message);
        json.WriteString("long_message", message);
        json.WriteString("code", code);
        if (parameter is not null)
        {
            json.WriteStartObject("meta");
            json.WriteString("param_name", parameter);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("clerk_trace_id", "4f1e7a2b9c3d5e6f708192a3b4c5d6e7");
        json.WriteEndObject();
    });

    private static ClerkAnswer Of(ClerkAnswer answer, Action<Utf8JsonWriter> write)
    {
        // What a test gives as a user's text may be no JSON.
        using (var json = new Utf8JsonWriter(answer._body, new JsonWriterOptions { SkipValidation = true }))
            write(json);
        return answer;
    }
}
