using System.Globalization;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace OrleansUsers.Api;

/// <summary>
/// Header and claims of a validated token as plain JSON. The token library would make a text of a number, and several claims of an array.
/// </summary>
internal sealed class TokenJson : IDisposable
{
    // Claims that are not read may nest to any depth: a token has no more levels than characters.
    private static readonly JsonDocumentOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    private readonly JsonDocument _header;
    private readonly JsonDocument _claims;

    public TokenJson(JsonWebToken token)
    {
        _header = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedHeader), AnyDepth);
        _claims = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload), AnyDepth);
    }

    public JsonElement Header => _header.RootElement;

    public JsonElement Claims => _claims.RootElement;

    public void Dispose()
    {
        _header.Dispose();
        _claims.Dispose();
    }
}

/// <summary>Reads values of a token that may be of any type.</summary>
internal static class TokenValues
{
    // The end of the year 9999, which is the last of DateTimeOffset.
    private const double MaxSeconds = 253_402_300_799;

    /// <summary>The value of a property; null when it is missing or JSON null.</summary>
    public static JsonElement? Value(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A text; null for anything else, and for text with half a surrogate pair.</summary>
    public static string? Text(this JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <inheritdoc cref="Text(JsonElement)"/>
    public static string? Text(this JsonElement json, string name) => json.Value(name)?.Text();

    /// <summary>
    /// A time in seconds since 1970 (RFC 7519, NumericDate), also as text. One beyond the year 9999, such as a time in milliseconds, is the
    /// latest there is. Null for anything else.
    /// </summary>
    public static DateTimeOffset? Time(this JsonElement json, string name)
    {
        if (json.Value(name) is not { } value)
            return null;
        var text = value.ValueKind == JsonValueKind.Number ? value.GetRawText() : value.Text();
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) || !(seconds >= 0))
            return null;
        return seconds > MaxSeconds ? DateTimeOffset.MaxValue : DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000));
    }

    /// <summary>True or false, also as text in any case; null for anything else.</summary>
    public static bool? Flag(this JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => bool.TryParse(value.Text(), out var flag) ? flag : null,
    };

    /// <summary>The values of a claim, found by its name, or else by a path with dots into objects.</summary>
    public static IEnumerable<JsonElement> Find(this JsonElement json, string path)
    {
        if (json.ValueKind != JsonValueKind.Object)
            yield break;
        if (json.Value(path) is { } literal)
            yield return literal;
        // A name may itself contain dots, as a web address does. So every dot is tried as the end of the first name.
        for (var dot = path.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = path.IndexOf('.', dot + 1))
        {
            if (json.Value(path[..dot]) is { } inner)
            {
                foreach (var found in inner.Find(path[(dot + 1)..]))
                    yield return found;
            }
        }
    }
}
