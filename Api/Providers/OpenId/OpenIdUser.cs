using System.Text.Json;

namespace OrleansUsers.Api;

/// <summary>
/// Reads a user whose fields have the names of OpenID Connect's standard claims (Core 1.0, section 5.1) or Auth0's own names. Any field may
/// be missing or null.
/// </summary>
internal static class OpenIdUser
{
    public static ProviderUser Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> json) =>
        reader.TryReach(JsonTokenType.StartObject) ? ReadFields(ref reader, json, takesObject: false, out _) : new();

    /// <summary>
    /// Reads the data of an event: the user itself, or an object with the user in <c>object</c>, as Auth0's Event Streams send it.
    /// </summary>
    /// <param name="inner">The user in <c>object</c>; null when that is not an object.</param>
    public static ProviderUser ReadData(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, out ProviderUser? inner)
    {
        inner = null;
        return reader.TryReach(JsonTokenType.StartObject) ? ReadFields(ref reader, json, takesObject: true, out inner) : new();
    }

    private static ProviderUser ReadFields(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, bool takesObject, out ProviderUser? inner)
    {
        inner = null;
        var user = new ProviderUser();
        string? userId = null, subject = null, id = null, username = null, preferred = null, nickname = null;
        while (reader.NextProperty())
        {
            switch (reader.NameLength())
            {
                case 2 when reader.ValueTextEquals("id"u8):
                    id = reader.ReadId();
                    break;
                case 3 when reader.ValueTextEquals("sub"u8):
                    subject = reader.ReadId();
                    break;
                case 6 when takesObject && reader.ValueTextEquals("object"u8):
                    inner = reader.TryReach(JsonTokenType.StartObject) ? ReadFields(ref reader, json, takesObject: false, out _) : null;
                    break;
                case 7 when reader.ValueTextEquals("user_id"u8):
                    userId = reader.ReadId();
                    break;
                case 8 when reader.ValueTextEquals("username"u8):
                    username = reader.ReadText();
                    break;
                case 8 when reader.ValueTextEquals("nickname"u8):
                    nickname = reader.ReadText();
                    break;
                case 18 when reader.ValueTextEquals("preferred_username"u8):
                    preferred = reader.ReadText();
                    break;
                default:
                    OpenIdFields.Read(ref reader, json, user);
                    break;
            }
        }
        user.Id = First(userId, subject, id);
        user.Username = First(username, preferred, nickname);
        return user;
    }

    /// <summary>The first text that is not blank; else the first that is not null.</summary>
    private static string? First(string? a, string? b, string? c) =>
        !string.IsNullOrWhiteSpace(a) ? a
        : !string.IsNullOrWhiteSpace(b) ? b
        : !string.IsNullOrWhiteSpace(c) ? c
        : a ?? b ?? c;
}
