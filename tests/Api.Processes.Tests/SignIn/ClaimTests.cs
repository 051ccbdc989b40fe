using System.Text.Json.Nodes;
using CsCheck;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>What becomes of a token's claims, as templates, edge servers and other providers fill them in.</summary>
public sealed class ClaimTests(Apps apps)
{
    private static readonly long Now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task A_token_that_says_nothing_of_verification_changes_nothing_about_it(DatabaseKind kind)
    {
        var (app, user) = (await apps.On(kind), Person.New());
        Expect.Taken(await app.DeliverAsync(user.Created()));
        var stored = Expect.Ok(await (await app.SignedInAsync(user.Id, claims => claims["email"] = user.Email)).StoreAsync());
        Assert.Equal((user.Email, true), ((string?)stored["email"], (bool)stored["emailVerified"]!));

        var other = Expect.Ok(await (await app.SignedInAsync(user.Id, claims => claims["email"] = "new@example.test")).StoreAsync());
        Assert.False((bool)other["emailVerified"]!);
    }

    [Theory, InlineData("true", true), InlineData("\"true\"", true), InlineData("\" TRUE \"", true)]
    [InlineData("false", false), InlineData("1", false), InlineData("\"yes\"", false), InlineData("null", false)]
    public async Task A_verification_may_be_text(string json, bool verified)
    {
        var app = await apps.On();
        var caller = await app.SignedInAsync(
            Person.New().Id, claims => (claims["email"], claims["email_verified"]) = ("ada@example.test", JsonNode.Parse(json)));
        Assert.Equal(verified, (bool)Expect.Ok(await caller.StoreAsync())["emailVerified"]!);
    }

    [Theory]
    [InlineData("""{"name":"null null"}""", "Anonymous")]
    [InlineData("""{"name":"undefined undefined"}""", "Anonymous")]
    [InlineData("""{"name":"null Ann"}""", "Ann")]
    [InlineData("""{"name":"Christopher Null"}""", "Christopher Null")]
    [InlineData("""{"given_name":"null","family_name":"undefined","preferred_username":"ada_l"}""", "ada_l")]
    [InlineData("""{"name":"null","email":"null"}""", "Anonymous")]
    [InlineData("""{"name":{"first":"Ada"}}""", "Anonymous")]
    [InlineData("""{"name":["Ada","Lovelace"],"given_name":"Ada"}""", "Ada")]
    [InlineData("""{"name":42,"username":true,"nickname":"ada_l"}""", "ada_l")]
    [InlineData("""{"name":"\u200b","given_name":"\u2060","family_name":"Lovelace"}""", "Lovelace")]
    [InlineData("""{"name":"\u3164","email":"ada@example.test"}""", "ada")]
    [InlineData("""{"nickname":"ada_l"}""", "ada_l")]
    [InlineData("""{"preferred_username":"","username":"null","nickname":"ada_l"}""", "ada_l")]
    public async Task The_name_is_what_a_person_would_call_a_name(string json, string name)
    {
        var app = await apps.On();
        var caller = await app.SignedInAsync(Person.New().Id, claims => Merge(claims, json));
        Assert.Equal(name, (string?)Expect.Ok(await caller.StoreAsync())["name"]);
    }

    [Fact]
    public async Task A_claim_that_says_nothing_takes_no_name_away()
    {
        var (app, user) = (await apps.On(), Person.New());
        Expect.Taken(await app.DeliverAsync(user.Created()));
        var caller = await app.SignedInAsync(
            user.Id, claims => Merge(claims, """{"name":"null null","given_name":"null","family_name":"\u200b"}"""));
        var stored = Expect.Ok(await caller.StoreAsync());
        Assert.Equal(
            ("Ada Lovelace", "Ada", "Lovelace"), ((string?)stored["name"], (string?)stored["firstName"], (string?)stored["lastName"]));
    }

    [Theory]
    [InlineData("""{"name":"ada@example.test","email":"ada@example.test"}""", "ada@example.test", "ada", null)]
    [InlineData("""{"name":"ada@corp.test","preferred_username":"ada@corp.test"}""", "ada@corp.test", "Anonymous", null)]
    [InlineData("""{"given_name":"ada@example.test","family_name":"Lovelace"}""", "ada@example.test Lovelace", "Lovelace", null)]
    [InlineData("""{"name":"ADA@Example.test","nickname":"ada_l","email":"ada@example.test"}""", "ADA@Example.test", "ada_l", "ada_l")]
    public async Task A_name_that_is_an_address_is_shown_to_its_owner_only(string json, string own, string shown, string? username)
    {
        var (app, id) = (await apps.On(), Person.New().Id);
        var caller = await app.SignedInAsync(id, claims => Merge(claims, json));
        Assert.Equal(own, (string?)Expect.Ok(await caller.StoreAsync())["name"]);
        Assert.Equal(own, (string?)Expect.Ok(await caller.CurrentAsync())["name"]);

        var reader = await app.SignedInAsync(Person.New().Id);
        foreach (var profile in new[] { Expect.Ok(await reader.ProfileAsync(id)), Expect.Ok(await reader.ProfilesAsync(id))[0]! })
            Assert.Equal((shown, username), ((string?)profile["name"], (string?)profile["username"]));
        var channel = $"channel-{Guid.NewGuid():N}";
        var sent = await caller.SendAsync("Hello", channel);
        Assert.Equal(shown, (string?)sent.Json!["author"]);
        Assert.Equal(shown, (string?)Expect.Ok(await reader.ChannelAsync(channel))["items"]![0]!["author"]);
    }

    [Fact]
    public async Task A_token_that_was_minted_again_counts_from_when_its_claims_were_read()
    {
        var (app, user) = (await apps.On(), Person.New());
        var newer = user with { LastName = "New", UpdatedAt = DateTimeOffset.FromUnixTimeSeconds(Now - 60) };
        Expect.Taken(await app.DeliverAsync(newer.Created()));
        var claims = app.Clerk.Claims(user.Id);
        claims["name"] = "Old";
        var minted = await app.Issuer.TokenAsync(claims, new Signing(Header: new JsonObject { ["oiat"] = Now - 300 }));
        Assert.Equal("Ada New", (string?)Expect.Ok(await new SignedIn(app.Api, minted).StoreAsync())["name"]);

        var fresh = await app.Issuer.TokenAsync(claims, new Signing(Header: new JsonObject { ["oiat"] = Now - 30 }));
        Assert.Equal("Old", (string?)Expect.Ok(await new SignedIn(app.Api, fresh).StoreAsync())["name"]);
    }

    [Fact]
    public async Task A_token_without_a_time_stores_the_user_and_is_older_than_everything()
    {
        var (app, user) = (await apps.On(), Person.New());
        var caller = await app.SignedInAsync(user.Id, claims => (claims["name"], _) = ("Timeless", claims.Remove("iat")));
        Assert.Equal("Timeless", (string?)Expect.Ok(await caller.StoreAsync())["name"]);
        Expect.Taken(await app.DeliverAsync((user with { UpdatedAt = DateTimeOffset.FromUnixTimeSeconds(1_000_000_000) }).Created()));
        Assert.Equal("Ada Lovelace", (string?)Expect.Ok(await caller.StoreAsync())["name"]);
    }

    [Fact]
    public async Task A_token_from_the_future_is_refused()
    {
        var app = await apps.On();
        await Attack.ByClaimIsRefusedAsync(app, app.Corp, "iat", $"{Now + 600}");
        var claims = app.Clerk.Claims(Person.New().Id);
        await Attack.IsRefusedAsync(app, await app.Issuer.TokenAsync(claims, new Signing(Header: new JsonObject { ["oiat"] = Now + 600 })));
    }

    private static readonly Gen<string> Name = Gen.OneOf<string>(
        "name", "given_name", "family_name", "preferred_username", "username", "nickname", "email", "email_verified", "phone_number",
        "picture", "iat", "act", "sts", "gty", "aud", "x");

    private static readonly Gen<string> Value = Gen.OneOf<string>(
        "null", "true", "42", "-1", "1e300", "\"\"", "\"secret@example.test\"", "\"Ada\"", "\"\\u0000\"", "\"\\ud800\"", "[]", "{}",
        "[\"Ada\"]", "{\"first\":\"Ada\"}", "{\"a\":{\"a\":{\"a\":[{}]}}}", "[1,null]", "\"null\"", "\"\\u200b\"", "\"\\u202eadA\"",
        "9007199254740993");

    [Fact]
    public async Task Any_claim_of_any_type_never_fails_never_becomes_text_and_never_shows_an_address()
    {
        var (app, reader) = (await apps.On(), await (await apps.On()).SignedInAsync(Person.New().Id));
        await Gen.Select(Name, Value).Array[1, 6].SampleAsync(
            async claims =>
            {
                var id = Person.New().Id;
                var members = claims.Select(claim => $"\"{claim.Item1}\":{claim.Item2}");
                var text = $"{app.Issuer.Claims(id).ToJsonString()[..^1]},{string.Join(',', members)}}}";
                var caller = new SignedIn(app.Api, await app.Issuer.TokenOfTextAsync(text));
                var stored = await caller.StoreAsync();
                Assert.InRange((int)stored.Status, 200, 404);
                if (stored.Status != System.Net.HttpStatusCode.OK)
                    return;
                var last = claims.GroupBy(claim => claim.Item1).ToDictionary(same => same.Key, same => same.Last().Item2);
                var fields = new[]
                {
                    ("given_name", "firstName"), ("family_name", "lastName"), ("email", "email"), ("phone_number", "phoneNumber"),
                };
                foreach (var (claim, field) in fields)
                    Assert.True(
                        stored.Json![field] is null || last[claim].StartsWith('"'),
                        $"{claim}: {last.GetValueOrDefault(claim)} became {stored.Json[field]}");
                Assert.DoesNotContain("secret@", (await reader.ProfileAsync(id)).Body, StringComparison.Ordinal);
            },
            iter: 150,
            threads: 2);
    }

    private static void Merge(JsonObject claims, string json)
    {
        foreach (var (name, value) in JsonNode.Parse(json)!.AsObject())
            claims[name] = value?.DeepClone();
    }
}
