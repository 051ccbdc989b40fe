using System.Text.Json;

namespace OrleansUsers.Api;

/// <summary>Reads members of providers' answers. One that is missing or of another type is null.</summary>
internal static class JsonMembers
{
    public static string? FindText(this JsonElement json, string name) =>
        json.FindMember(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public static long? FindNumber(this JsonElement json, string name) =>
        json.FindMember(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var value) && Math.Abs(value) < 1e15
            ? (long)value
            : null;

    public static JsonElement? FindMember(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) ? member : null;
}
