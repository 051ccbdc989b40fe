using System.Net;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class EventStreamTests(Apps apps)
{
    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task A_user_is_created_updated_and_deleted_by_an_event_stream(DatabaseKind kind)
    {
        await using var app = await apps.StartAsync(kind, EventStream.WithTokens);
        var person = Auth0Person.New();
        var caller = await app.SignedInAsync(app.Auth0, person.Subject);
        Expect.Taken(await app.StreamAsync(EventStream.Event("user.created", person)));
        var answer = await caller.CurrentAsync();
        var user = Expect.Ok(answer);
        Assert.Equal((app.Auth0.ExternalId(person.Subject), "Mary Somerville"), ((string?)user["id"], (string?)user["name"]));
        Assert.Equal(("mary@example.test", true), ((string?)user["email"], (bool?)user["emailVerified"]));
        Assert.Equal([app.Auth0.TokenIdentifier(person.Subject)], Links.TokensOf(user));
        Assert.DoesNotContain("unspeakable", answer.Body, StringComparison.Ordinal);

        var later = person with { LastName = "Greig", UpdatedAt = Person.Epoch.AddSeconds(1) };
        Expect.Taken(await app.StreamAsync(EventStream.Event("user.updated", later)));
        Expect.Taken(await app.StreamAsync(EventStream.Event("user.updated", person)));
        Assert.Equal("Mary Greig", (string?)Expect.Ok(await caller.CurrentAsync())["name"]);

        Expect.Taken(await app.StreamAsync(EventStream.Event("user.deleted", later with { UpdatedAt = Person.Epoch.AddSeconds(2) })));
        Expect.Taken(await app.StreamAsync(EventStream.Event("user.updated", later with { UpdatedAt = Person.Epoch.AddSeconds(3) })));
        Expect.Problem(await caller.CurrentAsync(), HttpStatusCode.NotFound);
        Expect.Problem(await caller.StoreAsync(), HttpStatusCode.Gone);
    }

    [Fact]
    public async Task An_event_of_a_stream_may_be_signed_instead_and_come_to_any_OpenID_provider()
    {
        var app = await apps.On();
        foreach (var provider in new[] { app.Auth0, app.Corp })
        {
            var person = Auth0Person.New();
            Expect.Taken(await app.DeliverAsync(provider, EventStream.Event("user.created", person)));
            await IsAsync(app, provider, person, "Mary Somerville");
        }
    }

    [Fact]
    public async Task The_properties_of_an_event_may_come_in_any_order()
    {
        var app = await apps.On();
        Func<IEnumerable<string>, IEnumerable<string>>[] orders = [names => names.Reverse(), names => names.Order()];
        foreach (var order in orders)
        {
            var person = Auth0Person.New();
            Expect.Taken(await app.DeliverAsync(app.Auth0, Ordered(EventStream.Event("user.created", person), order)));
            await IsAsync(app, app.Auth0, person, "Mary Somerville");
        }
    }

    [Fact]
    public async Task A_test_event_and_an_event_of_another_type_are_taken_and_do_nothing()
    {
        var (app, person) = (await apps.On(), Auth0Person.New());
        foreach (var type in new[] { "user.created", "user.updated", "user.deleted" })
        {
            var test = EventStream.Event(type, person);
            test["a0purpose"] = "test";
            Expect.Taken(await app.DeliverAsync(app.Auth0, test));
        }
        foreach (var type in new[] { "organization.member.added", "group.created", "user.elsewhere" })
            Expect.Taken(await app.DeliverAsync(app.Auth0, EventStream.Event(type, person)));
        var caller = await app.SignedInAsync(app.Auth0, person.Subject);
        Expect.Problem(await caller.CurrentAsync(), HttpStatusCode.NotFound);
        // Also the deletion was none.
        Expect.Ok(await caller.StoreAsync());
    }

    [Theory]
    [InlineData("""{"specversion":"1.0","type":"user.created"}""")]
    [InlineData("""{"specversion":"1.0","type":"user.created","data":{}}""")]
    [InlineData("""{"specversion":"1.0","type":"user.created","data":{"object":null}}""")]
    [InlineData("""{"specversion":"1.0","type":"user.created","data":{"object":"user"}}""")]
    [InlineData("""{"specversion":"1.0","type":"user.created","data":{"object":{}}}""")]
    [InlineData("""{"specversion":"1.0","type":"user.created","data":{"object":{"user_id":null}}}""")]
    [InlineData("""{"specversion":"1.0","type":"user.updated","data":{"object":{"user_id":42}}}""")]
    [InlineData("""{"specversion":"1.0","type":"user.deleted","data":{"object":{"object":{"user_id":"auth0|1"}}}}""")]
    [InlineData("""{"specversion":"1.0","data":{"object":{"user_id":"auth0|1"}}}""")]
    public async Task An_event_without_type_or_user_need_not_be_sent_again(string body)
    {
        var app = await apps.On();
        Expect.Aborted(await app.DeliverAsync(app.Auth0, JsonNode.Parse(body)!));
    }

    [Theory]
    [InlineData("""{"type":"user.updated","data":{"user_id":"USER","object":"user"}}""")]
    [InlineData("""{"type":"user.updated","data":{"object":{"user_id":"USER"}}}""")]
    [InlineData("""{"type":"user.updated","data":{"object":{"user_id":"auth0|other"},"id":"USER"}}""")]
    [InlineData("""{"type":"user.updated","data":{"id":"other","sub":"another","user_id":"USER"}}""")]
    [InlineData("""{"type":"user.updated","data":{"user_id":"USER","sub":"another","id":"other"}}""")]
    [InlineData("""{"type":"user.updated","data":{"id":"other","sub":"USER","user_id":""}}""")]
    [InlineData("""{"specversion":1.0,"type":"user.updated","data":{"object":{"user_id":"USER","id":"other"}}}""")]
    [InlineData("""{"data":{"object":{"user_id":"USER"},"id":"other"},"specversion":"1.0","type":"user.updated"}""")]
    [InlineData("""{"specversion":"1.0","type":"user.updated","data":{"user_id":"USER"}}""")]
    public void The_user_is_found_in_either_form_of_the_data(string json)
    {
        foreach (var kind in new[] { ProviderKind.Auth0, ProviderKind.Oidc })
            Assert.Equal("USER", EventReading.Read(kind, json)!.Data.Id);
    }

    [Fact]
    public void An_event_in_Clerks_form_is_the_only_one_that_is_read_of_Clerk() =>
        Assert.Null(EventReading.Read(
            ProviderKind.Clerk, """{"specversion":"1.0","type":"user.created","data":{"object":{"id":"user_1"}}}""")!.Data.Id);

    [Theory]
    [InlineData("""{"specversion":"1.0","time":"2025-10-09T08:53:21.500Z","type":"user.created"}""")]
    [InlineData("""{"specversion":"1.0","time":1760000001.5,"timestamp":1,"type":"user.created"}""")]
    [InlineData("""{"time":1,"timestamp":1760000001500,"type":"user.created","data":{"id":"auth0|1"}}""")]
    [InlineData("""{"time":"2025-10-09 08:53:21.500","type":"user.created","data":{"id":"auth0|1"}}""")]
    public void The_time_of_the_event_is_found_in_either_form(string json) =>
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_001_500), EventReading.Read(ProviderKind.Auth0, json)!.SentAt);

    private static async Task IsAsync(Sandbox app, FakeProvider provider, Auth0Person person, string name) =>
        Assert.Equal(name, (string?)Expect.Ok(await (await app.SignedInAsync(provider, person.Subject)).CurrentAsync())["name"]);

    private static JsonObject Ordered(JsonObject from, Func<IEnumerable<string>, IEnumerable<string>> order)
    {
        var ordered = new JsonObject();
        foreach (var name in order(from.Select(field => field.Key)))
            ordered[name] = from[name] is JsonObject inner ? Ordered(inner, order) : from[name]!.DeepClone();
        return ordered;
    }
}
