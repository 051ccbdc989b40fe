using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>A change as it is sent: one message after Standard Webhooks.</summary>
internal static class ChangeMessage
{
    /// <summary>
    /// The id of the message: the same for each try and in each process. It is a hash, because an id of a user may hold characters that no
    /// header can.
    /// </summary>
    public static string IdOf(UndeliveredChange change)
    {
        var name = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{change.Version} {change.UserId}"));
        return $"chg_{Convert.ToHexStringLower(SHA256.HashData(name).AsSpan(0, 16))}";
    }

    /// <param name="user">The user as JSON; null when there is none.</param>
    public static ReadOnlyMemory<byte> Body(UndeliveredChange change, byte[]? user)
    {
        var body = new ArrayBufferWriter<byte>(256 + (user?.Length ?? 0));
        using var json = new Utf8JsonWriter(body);
        var (kind, at) = (ChangeItem.Word(change.Kind), IsoTime.TextOf(change.At));
        json.WriteStartObject();
        json.WriteString("type", $"user.{kind}");
        json.WriteString("timestamp", at);
        json.WriteStartObject("data");
        json.WriteString("userId", change.UserId);
        json.WriteNumber("version", change.Version);
        json.WriteString("kind", kind);
        json.WriteString("at", at);
        json.WritePropertyName("user");
        if (user is null)
            json.WriteNullValue();
        else
            json.WriteRawValue(user, skipInputValidation: true);
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return body.WrittenMemory;
    }
}
