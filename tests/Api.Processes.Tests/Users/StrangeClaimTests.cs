using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>Claims of a well-signed token that are of no use: the issuer's template may say anything.</summary>
public sealed class StrangeClaimTests(Apps apps)
{
    private static readonly string[] Strange =
    [
        "\"name\":42", "\"name\":null", "\"name\":{\"first\":\"Ada\"}", "\"name\":[\"Ada\",\"Lovelace\"]",
        "\"name\":\"A\\u0000B\"", "\"name\":\"\\u0000\"", "\"name\":\"\\ud800\"",
        "\"email\":[]", "\"email\":\"\\u0000\"", "\"email\":\"no address\"",
        "\"email_verified\":\"perhaps\"", "\"email_verified\":1",
        "\"iat\":null", "\"iat\":\"now\"", "\"iat\":-1", "\"iat\":1760000000.5", "\"iat\":9000000000000000000", "\"iat\":1e300",
        "\"exp\":9000000000000000000", "\"nbf\":-9000000000000000000", "\"exp\":\"never\"", "\"iss\":[]", "\"aud\":[1,null]",
        "\"sub\":[\"user_1\",\"user_2\"]", "\"sub\":null", "\"sub\":\"user_\\u0000\"", "\"sub\":\"user_\\ud800\"",
    ];

    public static TheoryData<DatabaseKind, string> Cases =>
        [.. Enum.GetValues<DatabaseKind>().SelectMany(kind => Strange.Select(claim => (kind, claim)))];

    [Theory, MemberData(nameof(Cases))]
    public async Task A_strange_claim_is_ignored_or_refused_and_breaks_nothing(DatabaseKind kind, string claim)
    {
        var (app, user) = (await apps.On(kind), Person.New());
        // Of a claim given twice the last one counts.
        var claims = $"{app.Issuer.Claims(user.Id).ToJsonString()[..^1]},{claim}}}";
        var caller = new SignedIn(app.Api, await app.Issuer.TokenOfTextAsync(claims));
        var answer = await caller.StoreAsync();
        if (answer.Status == HttpStatusCode.OK)
            Assert.Equal(user.Id, (string?)answer.Json!["id"]);
        else
            Expect.Unauthorized(answer);
        Assert.InRange((int)(await caller.CurrentAsync()).Status, 200, 499);

        // Whatever came of it, the user is not stuck.
        Expect.Taken(await app.DeliverAsync(user.Created()));
        Expect.Ok(await (await app.SignedInAsync(user.Id)).StoreAsync());
    }
}
