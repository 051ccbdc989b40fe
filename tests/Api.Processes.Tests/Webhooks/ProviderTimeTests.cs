using System.Globalization;
using System.Text.Json.Nodes;
using CsCheck;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>Times, of which every provider has its own unit.</summary>
public sealed class ProviderTimeTests(Apps apps)
{
    // Null stands for a value that is no time.
    public static TheoryData<string, string?> Values => new()
    {
        { "1760000001", "2025-10-09T08:53:21.000Z" },
        { "1760000001500", "2025-10-09T08:53:21.500Z" },
        { "1760000001.5", "2025-10-09T08:53:21.500Z" },
        { "1760000001500.0", "2025-10-09T08:53:21.500Z" },
        { "1.7600000015e12", "2025-10-09T08:53:21.500Z" },
        { "99999999999", "5138-11-16T09:46:39.000Z" },
        { "100000000000", "1973-03-03T09:46:40.000Z" },
        { "0", "1970-01-01T00:00:00.000Z" },
        { "\"1760000001\"", "2025-10-09T08:53:21.000Z" },
        { "\"1760000001500\"", "2025-10-09T08:53:21.500Z" },
        { "\" 1760000001.5 \"", "2025-10-09T08:53:21.500Z" },
        { "\"2025-10-09T08:53:21.500Z\"", "2025-10-09T08:53:21.500Z" },
        { "\"2025-10-09T08:53:21.5Z\"", "2025-10-09T08:53:21.500Z" },
        { "\"2025-10-09t08:53:21.500z\"", "2025-10-09T08:53:21.500Z" },
        { "\"2025-10-09T08:53:21,500Z\"", "2025-10-09T08:53:21.500Z" },
        { "\"2025-10-09T08:53:21.500123456789Z\"", "2025-10-09T08:53:21.500Z" },
        { "\"2025-10-09T10:53:21.5+02:00\"", "2025-10-09T08:53:21.500Z" },
        { "\"2025-10-09T10:53:21.5+0200\"", "2025-10-09T08:53:21.500Z" },
        { "\"2025-10-09T10:53:21.5+02\"", "2025-10-09T08:53:21.500Z" },
        { "\"2025-10-09T03:23:21.5-05:30\"", "2025-10-09T08:53:21.500Z" },
        { "\"2025-10-09T08:53:21.500\"", "2025-10-09T08:53:21.500Z" },
        { "\"2025-10-09 08:53:21.500\"", "2025-10-09T08:53:21.500Z" },
        { "\"2025-10-09 08:53:21.500164\"", "2025-10-09T08:53:21.500Z" },
        { "\"2025-10-09 08:53:21.500+00\"", "2025-10-09T08:53:21.500Z" },
        { "\"2025-10-09 08:53:21.500 UTC\"", "2025-10-09T08:53:21.500Z" },
        { "\"2025-10-09 08:53:21.500 Z\"", "2025-10-09T08:53:21.500Z" },
        { "\"2025-10-09T08:53:21\"", "2025-10-09T08:53:21.000Z" },
        { "\"2025-10-09T08:53:21.Z\"", "2025-10-09T08:53:21.000Z" },
        { "\"2025-10-09T08:53:21.\"", "2025-10-09T08:53:21.000Z" },
        { "\"2025-10-09T08:53\"", "2025-10-09T08:53:00.000Z" },
        { "\"20251009T085321Z\"", "2025-10-09T08:53:21.000Z" },
        { "\"2025-10-09\"", "2025-10-09T00:00:00.000Z" },
        { "\"2025\\u002d10-09T08:53:21.500Z\"", "2025-10-09T08:53:21.500Z" },
        { "-1", null }, { "-79228162514264337593543950335", null }, { "1e300", null }, { "99999999999999999999", null },
        { "253402300800000", null }, { "9223372036854775807", null }, { "\"soon\"", null }, { "\"\"", null }, { "\"NaN\"", null },
        { "\"-1760000001\"", null }, { "\"2025-13-09T08:53:21Z\"", null }, { "\"2025-10-09T25:53:21Z\"", null },
        { "\"2025-10-09T08:53:21.5.5Z\"", null },
        { "\"2025-10-09T08:53:21 EST\"", null }, { "\"10/09/2025 08:53\"", null }, { "\"08:53:21\"", null },
        { "\"Thu, 09 Oct 2025 08:53:21 GMT\"", null }, { "\"0001-01-01T00:00:00Z\"", null }, { "\"0001-01-01T00:00:00+02:00\"", null },
        { "\"1969-12-31T23:59:59Z\"", null }, { "\"9999-12-31T23:59:59-02:00\"", null }, { "\"\\ud800\"", null },
        { "null", null }, { "true", null }, { "{}", null }, { "[1760000001]", null },
    };

    [Theory, MemberData(nameof(Values))]
    public void A_time_is_seconds_or_milliseconds_or_text_in_every_field_of_every_kind(string json, string? time)
    {
        DateTimeOffset? expected = time is null ? null : DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
        foreach (var kind in Enum.GetValues<ProviderKind>())
        {
            var signedIn = kind == ProviderKind.Clerk ? "last_sign_in_at" : "last_login";
            var fields = new[] { "created_at", signedIn, "last_active_at", "updated_at" }.Select(field => $"\"{field}\":{json}");
            var said = EventReading.Said(kind, string.Join(',', fields), $"\"timestamp\":{json}");
            Assert.All([said.CreatedAt, said.LastSignInAt, said.LastActiveAt], read => Assert.Equal(expected, InMilliseconds(read)));
            Assert.All([said.UpdatedAt, said.SentAt], read => Assert.Equal(expected ?? DateTimeOffset.UnixEpoch, InMilliseconds(read)));
        }
    }

    [Fact]
    public void The_same_instant_gives_the_same_snapshot_in_any_unit()
    {
        // Of the time when seconds and milliseconds can be told apart, with and without a part of a second.
        var instants = Gen.Long[100_000_000_001, 4_102_444_800_000].Select(
            Gen.Bool, (time, isWhole) => DateTimeOffset.FromUnixTimeMilliseconds(isWhole ? time / 1000 * 1000 : time));
        instants.Sample(instant =>
        {
            foreach (var kind in Enum.GetValues<ProviderKind>())
                Assert.Single(Forms(instant).Select(time => SaidAt(kind, time)).Distinct());
        });
    }

    [Fact]
    public async Task A_time_without_a_zone_is_UTC_whatever_the_zone_of_the_machine()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Sqlite, settings => settings.With("TZ", "Asia/Tokyo"));
        foreach (var time in new[] { "2025-10-09T08:53:21.500", "2025-10-09 08:53:21.500000", "2025-10-09T08:53:21.5Z" })
        {
            var person = Auth0Person.New();
            var said = new JsonObject { ["created_at"] = time, ["updated_at"] = time, ["last_login"] = time };
            Expect.Taken(await app.DeliverAsync(app.Auth0, person.Said(said)));
            var user = Expect.Ok(await (await app.SignedInAsync(app.Auth0, person.Subject)).CurrentAsync());
            Assert.All(["createdAt", "updatedAt", "lastSignInAt"], field => Assert.Equal("2025-10-09T08:53:21.500Z", (string?)user[field]));
        }
    }

    [Fact]
    public async Task An_envelope_in_seconds_does_not_take_its_user_back_to_1970()
    {
        var (app, user) = (await apps.On(), Person.New());
        var body = user.Created();
        (body["timestamp"], _) = (1_760_000_000, body["data"]!.AsObject().Remove("updated_at"));
        Expect.Taken(await app.DeliverAsync(body));
        Assert.Equal("2025-10-09T08:53:20.000Z", (string?)Expect.Ok(await (await app.SignedInAsync(user.Id)).CurrentAsync())["updatedAt"]);
    }

    private static UserSnapshot SaidAt(ProviderKind kind, string time) =>
        EventReading.Said(kind, $"\"created_at\":{time},\"updated_at\":{time}", $"\"timestamp\":{time}");

    private static DateTimeOffset? InMilliseconds(DateTimeOffset? time) =>
        time is { } exact ? DateTimeOffset.FromUnixTimeMilliseconds(exact.ToUnixTimeMilliseconds()) : null;

    private static string[] Forms(DateTimeOffset instant)
    {
        var milliseconds = instant.ToUnixTimeMilliseconds();
        var seconds = (milliseconds / 1000m).ToString(CultureInfo.InvariantCulture);
        string[] texts = ["yyyy-MM-dd'T'HH:mm:ss.fff'Z'", "yyyy-MM-dd HH:mm:ss.fff", "yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'"];
        return
        [
            $"{milliseconds}", $"\"{milliseconds}\"", seconds, $"\"{seconds}\"",
            .. texts.Select(form => $"\"{instant.UtcDateTime.ToString(form, CultureInfo.InvariantCulture)}\""),
            $"\"{instant.ToOffset(TimeSpan.FromHours(9)).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture)}\"",
        ];
    }
}
