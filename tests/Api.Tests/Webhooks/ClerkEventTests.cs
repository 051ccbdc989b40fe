using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Tests;

/// <summary>What is no event, or hardly one, and comes from the right sender all the same.</summary>
public class ClerkEventTests
{
    private const int Samples = 100_000;

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_760_000_000);

    private static readonly byte[][] Events =
    [
        .. Vectors("clerk-events.json").AsObject().Select(vector => Bytes(vector.Value!)),
        .. new[] { "clerk.json", "auth0.json", "oidc.json" }
            .SelectMany(file => Vectors(Path.Combine("providers", file))["events"]!.AsArray())
            .Select(vector => Bytes(vector!["body"]!)),
    ];

    private static readonly byte[][] Nasty =
    [
        [.. "null"u8], [.. "\""u8], [.. "{"u8], [.. "]"u8], [.. "1e999"u8], [.. "-1"u8], [.. "99999999999999999999"u8],
        [.. "\\ud800"u8], [.. "\\u0000"u8], [0xFF, 0xFE], [],
    ];

    // Cuts a piece out of an event and puts something nasty, or a piece of the event itself, in its place.
    private static readonly Gen<byte[]> Broken =
        from whole in Gen.OneOf(Events)
        from at in Gen.Int[0, whole.Length - 1]
        from length in Gen.Int[0, 12]
        from piece in Gen.OneOf(
            Gen.OneOf(Nasty), Gen.Int[0, whole.Length - 8].Select(start => whole[start..(start + 8)]), Gen.Byte.Array[1, 3])
        select (byte[])[.. whole.AsSpan(0, at), .. piece, .. whole.AsSpan(Math.Min(at + length, whole.Length))];

    private static readonly string[] Fields =
    [
        "id", "sub", "user_id", "external_id", "name", "first_name", "last_name", "given_name", "family_name", "username", "nickname",
        "preferred_username", "email", "email_verified", "email_addresses", "primary_email_address_id", "phone_number", "phone_numbers",
        "primary_phone_number_id", "image_url", "picture", "public_metadata", "unsafe_metadata", "banned", "blocked", "locked",
        "deprovisioned", "created_at", "updated_at", "last_sign_in_at", "last_login", "last_active_at", "object", "verification", "status",
    ];

    private static readonly string[] Envelope = ["timestamp", "time", "instance_id", "specversion", "a0purpose", "id", "object"];

    private static readonly Gen<string> Value = Gen.Frequency(
        (8, Gen.OneOf(
            "null", "true", "false", "\"TRUE\"", "\"false\"", "0", "-0", "-1", "1.5", "1e400", "-1e400", "253402300799999",
            "253402300799.999", "253402300800000", "79228162514264337593543950335",
            "\"\"", "\" \"", "\"a\"", "\"\\u0000\"", "\"\\ud800\"", "{}", "[]",
            "[null,{},[]]", "{\"\\u0000\":1}", "[{\"id\":\"a\"}]", "{\"id\":\"a\",\"object\":{}}", "\"9999-12-31T23:59:59.9999999Z\"",
            "\"9999-12-31T23:59:59-23:59\"",
            "\"1970-01-01T00:00:00+23:59\"", "\"2025-10-09\"", "\"2025-10-09 \"", "\"2025-10-09T\"", "\"2025-10-09T1\"")),
        (2, Gen.Int[1, 2_000].Select(levels => new string('[', levels) + new string(']', levels))),
        (2, Gen.Int[1, 2_000].Select(levels => string.Concat(Enumerable.Repeat("{\"id\":", levels)) + "1" + new string('}', levels))),
        (2, Gen.String.Select(text => JsonValue.Create(text.Replace("\ufffd", "?", StringComparison.Ordinal)).ToJsonString())),
        (2, Gen.Double.Select(number => double.IsFinite(number) ? JsonValue.Create(number).ToJsonString() : "0")));

    private static readonly Gen<string> MalformedInput =
        from type in Gen.OneOf("user.created", "user.updated", "user.deleted")
        from envelope in Properties(Envelope, 3)
        from fields in Properties(Fields, 6)
        from inner in Properties(Fields, 6)
        from nested in Gen.OneOf("", $$$""","object":{"user_id":"user_2"{{{inner}}}}""")
        select $$$"""{"type":"{{{type}}}"{{{envelope}}},"data":{"id":"user_1"{{{nested}}}{{{fields}}} } }""";

    [Fact]
    public void Whatever_is_signed_is_an_event_or_none_and_never_a_fault() =>
        Broken.Sample(bytes => ReadAll(bytes), iter: Samples, print: Encoding.UTF8.GetString);

    [Fact]
    public void Any_value_of_any_field_makes_an_event_and_never_a_fault() =>
        MalformedInput.Sample(json => Assert.All(ReadAll(Encoding.UTF8.GetBytes(json)), Assert.NotNull), iter: Samples);

    private static Gen<string> Properties(string[] names, int most) =>
        Gen.Select(Gen.OneOf(names), Value, (name, value) => $",\"{name}\":{value}").Array[0, most].Select(string.Concat);

    private static ProviderEvent?[] ReadAll(byte[] bytes) =>
    [
        .. Enum.GetValues<ProviderKind>().Select(kind =>
        {
            var read = ProviderEvent.Read(bytes, kind);
            var provider = EventReading.Provider(kind) with { InstanceId = "ins_1", AlsoIssuers = ["https://also.test"] };
            read?.ReasonToIgnore(provider);
            read?.TimeAhead(Now);
            read?.Data.Snapshot(provider, read.SentAt);
            return read;
        }),
    ];

    private static JsonNode Vectors(string file) => JsonNode.Parse(File.ReadAllText(Repository.Vector(file)))!;

    private static byte[] Bytes(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());
}
