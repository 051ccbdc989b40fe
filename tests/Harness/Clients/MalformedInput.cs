using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace OrleansUsers.Harness;

/// <summary>Makes texts, JSON values and bytes of the kinds that programs often fail at.</summary>
public sealed class MalformedInput(Random random)
{
    private static readonly string[] Texts =
    [
        "", " ", "null", "undefined", "NaN", "0", "-1", "1e309", "9223372036854775808", "true",
        "user_1", "user_1|2", "auth0|auth0|1", "corp|1", "clerk|1", "|", "||", "a|", "|b",
        "{", "}", "{}", "[", "%", "%00", "%2F", "%zz", "..", "../../etc/passwd", "' or 1=1 --", "\"", "\\", "$1",
        "\0", "a\0b", "\t", "\r\n", "\u0085", "\u2028", "\ufeff", "\uffff", "é", "e\u0301",
        "ﷺ", "👩‍👩‍👧", "𐀀", "\u202eabc", "beef", "0beef", "BEEF", "00000000-0000-0000-0000-000000000000",
        "<script>", "ada@example.test", "@", "a@", "https://clerk.test|x",
    ];

    private static readonly int[] Lengths = [1, 99, 100, 101, 254, 255, 256, 399, 400, 401, 4_000, 4_001, 10_000];

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-0", "-1", "1.5", "1e400", "-1e400", "253402300800000", "99999999999999999999",
        "1760000000000", "1760000000", "\"2026-01-01T00:00:00Z\"", "\"9999-12-31T23:59:60Z\"",
        "{}", "[]", "[[]]", "[null]", "[{}]", "\"\\ud800\"", "\"\\u0000\"", "\"\\udc00\\ud800\"", "{\"\\ud800\":1}",
        "{\"a\":1,\"a\":2}", "\"\"", "'x'", "NaN", "01", "1.", "\"\t\"", "", ",", "\"unterminated", "{\"id\":",
    ];

    public Random Random => random;

    public bool Chance(int oneIn) => random.Next(oneIn) == 0;

    public T Of<T>(IReadOnlyList<T> all) => all[random.Next(all.Count)];

    /// <summary>A text, mostly of the kinds that broke something somewhere.</summary>
    public string Text() => random.Next(6) switch
    {
        0 => new string((char)random.Next(33, 127), Of(Lengths)),
        1 => string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => (char)random.Next(0x250))),
        2 => Of(Texts) + Of(Texts),
        3 => random.NextInt64().ToString(CultureInfo.InvariantCulture),
        _ => Of(Texts),
    };

    /// <summary>A text that may stand in a header or an address.</summary>
    public string PlainText() => string.Concat(Text().Where(letter => letter is > ' ' and < '\u007f'));

    /// <summary>A JSON value as text; it need not be one.</summary>
    public string Value() => random.Next(5) switch
    {
        0 => JsonValue.Create(Text().Replace('\ufffd', '?')).ToJsonString(),
        1 => string.Concat(Enumerable.Repeat(Chance(2) ? "[" : "{\"a\":", Of(new[] { 3, 63, 64, 65, 2_000 }))),
        _ => Of(Values),
    };

    /// <summary>The JSON with some of its values replaced, some twice in it and some gone.</summary>
    public string Json(JsonNode node, int oneIn = 12)
    {
        if (Chance(oneIn))
            return Value();
        return node switch
        {
            JsonObject fields => $"{{{string.Join(',', fields.SelectMany(field => Field(field.Key, field.Value, oneIn)))}}}",
            JsonArray items => $"[{string.Join(',', items.Select(item => item is null ? "null" : Json(item, oneIn)))}]",
            _ => node.ToJsonString(),
        };
    }

    /// <summary>The bytes with a few of them changed, cut out or put in.</summary>
    public byte[] Bytes(byte[] bytes)
    {
        var spoiled = bytes.ToList();
        for (var n = random.Next(1, 6); n > 0 && spoiled.Count > 0; n--)
        {
            var at = random.Next(spoiled.Count);
            switch (random.Next(4))
            {
                case 0:
                    spoiled[at] = (byte)random.Next(256);
                    break;
                case 1:
                    spoiled.RemoveRange(at, Math.Min(random.Next(1, 20), spoiled.Count - at));
                    break;
                case 2:
                    spoiled.InsertRange(at, Encoding.UTF8.GetBytes(Text()));
                    break;
                default:
                    spoiled.InsertRange(at, spoiled.GetRange(at, Math.Min(random.Next(1, 60), spoiled.Count - at)));
                    break;
            }
        }
        return [.. spoiled];
    }

    private IEnumerable<string> Field(string name, JsonNode? value, int oneIn)
    {
        var field = $"{JsonValue.Create(name).ToJsonString()}:{(value is null ? "null" : Json(value, oneIn))}";
        return random.Next(40) switch
        {
            0 => [],
            1 => [field, field],
            2 => [field, $"{JsonValue.Create(name).ToJsonString()}:{Value()}"],
            _ => [field],
        };
    }
}
