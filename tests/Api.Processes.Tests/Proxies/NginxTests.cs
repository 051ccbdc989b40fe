using System.Diagnostics;
using System.Net;
using System.Text.Json;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class NginxTests(NginxFront front, Apps apps) : IClassFixture<NginxFront>
{
    private Sandbox App => front.App;

    [Theory, MemberData(nameof(NginxFront.Ways), MemberType = typeof(NginxFront))]
    public async Task A_signed_webhook_arrives_with_its_bytes_as_they_were(Way way)
    {
        using var client = front.Client(way);
        var delivery = await ValidDelivery.MakeAsync(App, apps.Foreign);
        Expect.Refused(await client.DeliverAsync(delivery.WithSignature("v1,no")));
        Expect.Taken(await client.DeliverAsync(delivery.AsSent));

        // nginx writes a large body to a file.
        var user = Person.New();
        var large = user.Created();
        large["data"]!["unsafe_metadata"] = new string('é', 150_000);
        var body = JsonSerializer.SerializeToUtf8Bytes(large);
        Assert.InRange(body.Length, 900_000, 1024 * 1024);
        Expect.Taken(await client.DeliverAsync((delivery with { Id = $"msg_{user.Id}", Body = body }).SignedWith(App.Secret)));
        Assert.Equal(user.Id, (string?)Expect.Ok(await client.GetAsync("/users/current", await App.Clerk.TokenAsync(user.Id)))["id"]);
    }

    [Theory, MemberData(nameof(NginxFront.Ways), MemberType = typeof(NginxFront))]
    public async Task A_caller_waits_for_their_user_and_stores_them(Way way)
    {
        using var client = front.Client(way);
        var (user, other) = (Person.New(), Person.New().Id);
        var waiting = client.GetAsync("/users/current?wait=20", await App.Clerk.TokenAsync(user.Id));
        var token = await App.Clerk.TokenAsync(other);
        Assert.Equal(other, (string?)Expect.Ok(await client.AskAsync(HttpMethod.Post, "/users/store", token))["id"]);
        Assert.Equal(other, (string?)Expect.Ok(await client.GetAsync("/users/current", token))["id"]);

        var watch = Stopwatch.StartNew();
        Expect.Taken(await App.DeliverAsync(user.Created()));
        Assert.Equal(user.Id, (string?)Expect.Ok(await waiting)["id"]);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [Theory, MemberData(nameof(NginxFront.Ways), MemberType = typeof(NginxFront))]
    public async Task The_first_event_and_every_later_one_arrive_at_once(Way way)
    {
        using var client = front.Client(way);
        var user = Person.New();
        Expect.Taken(await App.DeliverAsync(user.Created()));
        var token = await App.Clerk.TokenAsync(user.Id);
        Expect.Ok(await client.GetAsync("/users/current", token));

        await client.FollowsAtOnceAsync(App, user, token);
    }

    [Theory, MemberData(nameof(NginxFront.Ways), MemberType = typeof(NginxFront))]
    public async Task A_user_is_named_in_the_query_whatever_nginx_does_to_paths(Way way)
    {
        using var client = front.Client(way);
        var subject = $"auth0|a/b//c%2F{Guid.NewGuid():N}";
        var (id, token) = (App.Auth0.ExternalId(subject), await App.Auth0.TokenAsync(subject));
        var other = App.Corp.TokenIdentifier($"x//y|{Guid.NewGuid():N}");
        Expect.Ok(await client.AskAsync(HttpMethod.Post, "/users/store", token));
        var query = $"?id={Uri.EscapeDataString(id)}";
        Assert.Equal(id, (string?)Expect.Ok(await client.GetAsync($"/users{query}", token))[0]!["id"]);

        var links = $"/admin/user/token-identifiers{query}";
        Expect.Ok(await client.AskAsync(HttpMethod.Post, links, json: new { tokenIdentifier = other }));
        UnlinkTests.NoContent(await client.AskAsync(HttpMethod.Delete, $"{links}&tokenIdentifier={Uri.EscapeDataString(other)}"));
        UnlinkTests.NoContent(await client.AskAsync(HttpMethod.Delete, $"/admin/user{query}"));
        Expect.Problem(await client.AskAsync(HttpMethod.Post, "/users/store", token), HttpStatusCode.Gone);
    }

    [Theory, InlineData(Way.Documented), InlineData(Way.DocumentedHttp2), InlineData(Way.Prefix), InlineData(Way.PrefixHttp2)]
    public async Task By_the_documented_configuration_paths_are_passed_on_as_they_were_written(Way way)
    {
        using var client = front.Client(way);
        var subject = $"auth0|a/b//c%2F{Guid.NewGuid():N}";
        var (id, token) = (App.Auth0.ExternalId(subject), await App.Auth0.TokenAsync(subject));
        Expect.Ok(await client.AskAsync(HttpMethod.Post, "/users/store", token));
        Assert.Equal(id, (string?)Expect.Ok(await client.GetAsync($"/users/{Uri.EscapeDataString(id)}", token))["id"]);
        var other = App.Corp.TokenIdentifier($"x//y|{Guid.NewGuid():N}");
        var links = $"/admin/users/{Uri.EscapeDataString(id)}/token-identifiers";
        Expect.Ok(await client.AskAsync(HttpMethod.Post, links, json: new { tokenIdentifier = other }));
        UnlinkTests.NoContent(await client.AskAsync(HttpMethod.Delete, $"{links}/{Uri.EscapeDataString(other)}"));
        Expect.Problem(await client.AskAsync(HttpMethod.Delete, "/health/../admin/users/user_2"), HttpStatusCode.BadRequest);
    }
}
