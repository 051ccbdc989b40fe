using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class EventTests(Apps apps)
{
    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("42")]
    [InlineData("{}")]
    [InlineData("""{"type":null}""")]
    [InlineData("""{"type":42}""")]
    [InlineData("""{"type":"user.created"}""")]
    [InlineData("""{"type":"user.created","data":null}""")]
    [InlineData("""{"type":"user.created","data":[]}""")]
    [InlineData("""{"type":"user.created","data":"user_1"}""")]
    [InlineData("""{"type":"user.created","data":{}}""")]
    [InlineData("""{"type":"user.updated","data":{"id":null}}""")]
    [InlineData("""{"type":"user.updated","data":{"id":42}}""")]
    [InlineData("""{"type":"user.deleted","data":{"deleted":true}}""")]
    [InlineData("""{"type":"user.deleted","data":{"id":{"id":"user_1"}}}""")]
    [InlineData("""{"type":"user.created","data":{"id":"user_1","\ud800 half a pair":1}}""")]
    public async Task A_verified_body_that_is_no_event_need_not_be_sent_again(string body)
    {
        var app = await apps.On();
        Expect.Aborted(await app.Api.DeliverAsync(app.Secret, Encoding.UTF8.GetBytes(body)));
    }

    [Fact]
    public async Task A_verified_body_that_is_no_text_need_not_be_sent_again()
    {
        var app = await apps.On();
        byte[] body = [.. """{"type":"user.created","data":{"id":"user_"""u8, 0xC3, 0x28, .. "\"}}"u8];
        Expect.Aborted(await app.Api.DeliverAsync(app.Secret, body));
    }

    [Fact]
    public async Task An_event_of_another_type_is_taken_and_does_nothing()
    {
        var (app, user) = (await apps.On(), Person.New());
        foreach (var type in new[] { "session.created", "user.", "user.createdInOrganization", "USER.CREATED", "organization.deleted" })
        {
            var other = user.Created();
            other["type"] = type;
            Expect.Taken(await app.DeliverAsync(other));
        }
        Expect.Taken(await app.DeliverAsync(user.FromVector("session.created")));
        Expect.Taken(await app.DeliverAsync(new JsonObject { ["type"] = "email.created" }));
        Expect.Taken(await app.DeliverAsync(new JsonObject { ["type"] = "user.invited", ["data"] = new JsonObject() }));
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.SignedInAsync(user.Id)).CurrentAsync()).Status);
    }

    [Theory, InlineData("/clerk-users-webhook"), InlineData("/webhooks/clerk")]
    public async Task Every_event_of_the_vectors_is_taken_at_both_routes(string path)
    {
        var (app, user) = (await apps.On(), Person.New());
        var caller = await app.SignedInAsync(user.Id);
        foreach (var name in new[] { "user.created.bare", "user.created.username-only", "user.created", "user.updated", "session.created" })
            Expect.Taken(await app.Api.DeliverAsync(app.Secret, user.FromVector(name), path));
        Assert.Equal("Ada King", (string?)Expect.Ok(await caller.CurrentAsync())["name"]);

        Expect.Taken(await app.Api.DeliverAsync(app.Secret, user.FromVector("user.deleted"), path));
        Assert.Equal(HttpStatusCode.NotFound, (await caller.CurrentAsync()).Status);
    }

    [Fact]
    public async Task Fields_nobody_knows_are_ignored_and_missing_ones_tolerated()
    {
        var (app, user) = (await apps.On(), Person.New());
        var body = new JsonObject
        {
            ["type"] = "user.created",
            ["new_envelope_field"] = new JsonArray(1, 2),
            ["data"] = new JsonObject { ["id"] = user.Id, ["new_field"] = new JsonObject() },
        };
        Expect.Taken(await app.DeliverAsync(body));
        Assert.Equal("Anonymous", (string?)Expect.Ok(await (await app.SignedInAsync(user.Id)).CurrentAsync())["name"]);
    }

    [Fact]
    public async Task A_path_that_is_no_provider_is_not_found()
    {
        var (app, user) = (await apps.On(), Person.New());
        Expect.Problem(await app.Api.DeliverAsync(app.Secret, user.Created(), "/webhooks/nobody"), HttpStatusCode.NotFound);
    }
}
