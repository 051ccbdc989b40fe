using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>Which of Clerk's addresses and numbers is the user's, and whether it is verified.</summary>
public sealed class ClerkContactTests(Apps apps)
{
    private const string Verified = """{"status":"verified","strategy":"email_code"}""";
    private const string Open = """{"status":"unverified","strategy":"email_code"}""";

    private static readonly string A = Item("idn_a", "a@example.test", Open);
    private static readonly string B = Item("idn_b", "b@example.test", Verified);
    private static readonly string C = Item("idn_c", "c@example.test", Verified);

    // The primary id, the list, and the address: an empty one says that there is none, null says nothing. "-" is a field that is missing.
    public static TheoryData<string, string, string?> Cases => new()
    {
        { "\"idn_a\"", $"[{A},{B},{C}]", "a@example.test" },
        { "\"idn_c\"", $"[{A},{B},{C}]", "c@example.test" },
        { "null", $"[{A},{B},{C}]", "b@example.test" },
        { "-", $"[{A},{B},{C}]", "b@example.test" },
        { "\"\"", $"[{A},{B},{C}]", "b@example.test" },
        { "7", $"[{A},{B},{C}]", "b@example.test" },
        { "{}", $"[{A},{B},{C}]", "b@example.test" },
        { "\"idn_nowhere\"", $"[{A},{B},{C}]", "b@example.test" },
        { "\"IDN_C\"", $"[{A},{B},{C}]", "b@example.test" },
        { "null", $"[{C},{B}]", "c@example.test" },
        { "null", $"[null,7,[],{{}},{Item("idn_d", "", Verified)},{B}]", "b@example.test" },
        { "\"idn_d\"", $"[{Item("idn_d", "", Verified)},{B}]", "b@example.test" },
        { "null", $"[{A}]", "" },
        { "-", $"[{A}]", "" },
        { "\"idn_nowhere\"", $"[{A}]", "" },
        { "null", "[]", "" },
        { "-", "[]", "" },
        { "\"idn_a\"", "[]", "" },
        { "null", "-", "" },
        { "\"\"", "-", "" },
        { "-", "-", null },
        { "\"idn_a\"", "-", null },
        { "-", "null", null },
        { "-", "{}", null },
        { "-", "\"none\"", null },
        { "7", "7", null },
    };

    [Theory, MemberData(nameof(Cases))]
    public void The_address_is_the_primary_one_or_else_the_first_that_is_verified(string primaryId, string list, string? address)
    {
        foreach (var fields in InAnyOrder("primary_email_address_id", primaryId, "email_addresses", list))
            Assert.Equal(address, EventReading.Said(ProviderKind.Clerk, fields).Email);
    }

    [Theory, MemberData(nameof(Cases))]
    public void The_phone_number_is_the_primary_one_or_else_the_first_that_is_verified(string primaryId, string list, string? number)
    {
        list = list.Replace("email_address", "phone_number", StringComparison.Ordinal);
        foreach (var fields in InAnyOrder("primary_phone_number_id", primaryId, "phone_numbers", list))
            Assert.Equal(number, EventReading.Said(ProviderKind.Clerk, fields).PhoneNumber);
    }

    [Theory]
    [InlineData($"\"verification\":{Verified}", true)]
    [InlineData($"\"verification\":{Open}", false)]
    [InlineData("\"verification\":{\"status\":\"verified\"}", true)]
    [InlineData("\"verification\":{\"status\":\"transferable\"}", false)]
    [InlineData("\"verification\":{\"status\":null}", false)]
    [InlineData("\"verification\":{\"status\":true}", false)]
    [InlineData("\"verification\":{}", false)]
    [InlineData("\"verification\":null", false)]
    [InlineData("\"reserved\":true", null)]
    public void An_address_without_verification_says_nothing_of_it(string field, bool? said)
    {
        var read = EventReading.Said(
            ProviderKind.Clerk,
            $$"""
            "primary_email_address_id":"idn_a","email_addresses":[{"id":"idn_a","email_address":"a@example.test",{{field}}}]
            """);
        Assert.Equal(("a@example.test", said ?? false, said is null), (read.Email, read.EmailVerified, read.IsVerificationUnsaid));
    }

    [Fact]
    public void An_event_without_addresses_says_nothing_of_verification_and_one_with_none_says_no()
    {
        Assert.True(EventReading.Said(ProviderKind.Clerk, "\"first_name\":\"Ada\"").IsVerificationUnsaid);
        Assert.True(EventReading.Said(ProviderKind.Oidc, "\"email\":\"a@example.test\"").IsVerificationUnsaid);
        Assert.False(EventReading.Said(ProviderKind.Clerk, "\"email_addresses\":[]").IsVerificationUnsaid);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task An_event_that_does_not_speak_of_verification_leaves_it_as_it_was(DatabaseKind kind)
    {
        // Of a directory that may leave it out. Clerk's newest event tells all there is.
        var (app, person) = (await apps.On(kind), Auth0Person.New());
        Expect.Taken(await app.DeliverAsync(app.Auth0, person.Created()));
        var silent = (person with { LastName = "1", UpdatedAt = person.UpdatedAt.AddSeconds(1) }).Updated();
        silent["data"]!.AsObject().Remove("email_verified");
        Expect.Taken(await app.DeliverAsync(app.Auth0, silent));

        var caller = await app.SignedInAsync(app.Auth0, person.Subject);
        var shown = Expect.Ok(await caller.CurrentAsync());
        Assert.Equal(("1", true), ((string?)shown["lastName"], (bool?)shown["emailVerified"]));

        var denied = (person with { UpdatedAt = person.UpdatedAt.AddSeconds(2) }).Updated();
        denied["data"]!["email_verified"] = false;
        Expect.Taken(await app.DeliverAsync(app.Auth0, denied));
        Assert.False((bool?)Expect.Ok(await caller.CurrentAsync())["emailVerified"]);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task A_stale_event_with_another_address_writes_nothing(DatabaseKind kind)
    {
        var (app, user) = (await apps.On(kind), Person.New());
        Expect.Taken(await app.DeliverAsync((user.AfterChange(2) with { Email = "new@example.test" }).Updated()));
        var before = Assert.Single(await app.Database.QueryAsync("select revision, state from users where external_id = @id", user.Id));
        Expect.Taken(await app.DeliverAsync(user.AfterChange(1).Updated()));
        var after = Assert.Single(await app.Database.QueryAsync("select revision, state from users where external_id = @id", user.Id));
        Assert.Equal(before, after);
    }

    private static string Item(string id, string address, string verification) =>
        $$"""{"id":"{{id}}","email_address":"{{address}}","verification":{{verification}}}""";

    private static string[] InAnyOrder(string name, string value, string other, string otherValue)
    {
        var given = new[] { (Name: name, Value: value), (Name: other, Value: otherValue) }.Where(field => field.Value != "-");
        string[] fields = [.. given.Select(field => $"\"{field.Name}\":{field.Value}")];
        return [string.Join(',', fields), string.Join(',', fields.Reverse())];
    }
}
