using System.Net;
using System.Text;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>
/// Values of a known field that its type does not allow, or that a database cannot keep. A sender retries a 5xx for a day.
/// </summary>
public sealed class StrangeValueTests(Apps apps)
{
    // Each is six bytes of JSON on the way in.
    private const int Letters = 80_000;

    private static readonly string[] Strange =
    [
        "\"first_name\":42", "\"first_name\":{\"a\":1}", "\"first_name\":\"\\u0000\"", "\"last_name\":\"A\\u0000B\"",
        "\"username\":\"\\ud800\"",
        "\"email_addresses\":\"none\"", "\"email_addresses\":[null,1,{}]", "\"email_addresses\":{}", "\"primary_email_address_id\":7",
        "\"public_metadata\":[1]", "\"public_metadata\":\"\\u0000\"", "\"public_metadata\":{\"\\u0000\":1}",
        "\"public_metadata\":{\"a\":\"\\udc00\"}",
        "\"public_metadata\":{\"n\":1e400}", "\"banned\":\"yes\"", "\"locked\":null",
        "\"updated_at\":\"soon\"", "\"updated_at\":9223372036854775807", "\"updated_at\":-9223372036854775808", "\"updated_at\":1e300",
        "\"updated_at\":1760000000000.5", "\"created_at\":-1", "\"last_sign_in_at\":99999999999999999999",
        "\"image_url\":[]", "\"phone_numbers\":7",
    ];

    public static TheoryData<DatabaseKind, string> Cases =>
        [.. Enum.GetValues<DatabaseKind>().SelectMany(kind => Strange.Select(value => (kind, value)))];

    [Theory, MemberData(nameof(Cases))]
    public async Task A_strange_value_is_taken_or_aborted_and_never_retried(DatabaseKind kind, string value)
    {
        var (app, user) = (await apps.On(kind), Person.New());
        var body = $$$"""{"type":"user.created","timestamp":1760000000123,"data":{"id":"{{{user.Id}}}",{{{value}}}}}""";
        var answer = await app.Api.DeliverAsync(app.Secret, Encoding.UTF8.GetBytes(body));
        if (answer.Status == HttpStatusCode.OK)
            Expect.Ok(await (await app.SignedInAsync(user.Id)).CurrentAsync());
        else
            Expect.Aborted(answer);

        // Whatever came of it, the user is not stuck.
        var later = user with { LastName = "King", UpdatedAt = DateTimeOffset.FromUnixTimeMilliseconds(1_770_000_000_000) };
        Expect.Taken(await app.DeliverAsync(later.Updated()));
        Expect.Ok(await (await app.SignedInAsync(user.Id)).CurrentAsync());
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task A_user_of_half_a_megabyte_is_stored_and_served(DatabaseKind kind)
    {
        var (app, user) = (await apps.On(kind), Person.New());
        var large = user.Created();
        large["data"]!["public_metadata"]!["text"] = new string('ü', Letters);
        Expect.Taken(await app.DeliverAsync(large));
        var stored = Expect.Ok(await (await app.SignedInAsync(user.Id)).CurrentAsync());
        Assert.Equal(Letters, ((string)stored["publicMetadata"]!["text"]!).Length);
    }
}
