using System.Net;
using System.Text;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>With <c>PathBase</c> each route is there with the prefix and without it: a proxy may leave it or take it away.</summary>
public sealed class PathBaseTests(PrefixedApp prefixed, Apps apps) : IClassFixture<PrefixedApp>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static TheoryData<string> Prefixes => ["", "/users-api/v1", "/Users-API/V1", "/%75sers%2Dapi/v%31"];

    private Sandbox App => prefixed.App;

    [Theory, MemberData(nameof(Prefixes))]
    public async Task A_webhook_is_taken(string prefix)
    {
        var delivery = await ValidDelivery.MakeAsync(App, apps.Foreign);
        Assert.Equal(HttpStatusCode.OK, (await App.Api.PostRawAsync(delivery.AsSent, $"{prefix}{Harness.Webhooks.Path}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await App.Api.PostRawAsync(delivery.AsStandard, $"{prefix}/webhooks/clerk")).Status);
        Expect.Refused(await App.Api.PostRawAsync(delivery.WithSignature("v1,no"), $"{prefix}/webhooks/clerk"));
    }

    [Theory, MemberData(nameof(Prefixes))]
    public async Task A_caller_is_stored_and_reads_their_user_again_and_again(string prefix)
    {
        var id = Person.New().Id;
        var token = await App.Clerk.TokenAsync(id);
        Assert.Equal(id, (string?)Expect.Ok(await prefixed.AskAsync(HttpMethod.Post, $"{prefix}/users/store", token))["id"]);
        for (var time = 0; time < 3; time++)
            Assert.Equal(id, (string?)Expect.Ok(await prefixed.AskAsync(HttpMethod.Get, $"{prefix}/users/current", token))["id"]);
        Expect.Ok(await prefixed.AskAsync(HttpMethod.Get, $"{prefix}/users/current?wait=1", token));

        var live = $"GET {prefix}/users/current/live HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n";
        Assert.Equal(HttpStatusCode.OK, (await App.Api.SendRawAsync(Encoding.ASCII.GetBytes(live), Patience))!.Status);
    }

    [Theory, MemberData(nameof(Prefixes))]
    public async Task An_id_with_a_slash_or_a_bar_finds_its_user(string prefix)
    {
        var id = $"a/b|c%2F{Guid.NewGuid():N}";
        Expect.Taken(await App.DeliverAsync(new Person(id).Created()));
        var token = await App.Clerk.TokenAsync("someone");
        var path = $"{prefix}/users/{id.Replace("%", "%25", StringComparison.Ordinal).Replace("/", "%2F", StringComparison.Ordinal)}";
        foreach (var written in new[] { path, path.Replace("|", "%7C", StringComparison.Ordinal) })
            Assert.Equal(id, (string?)Expect.Ok(await prefixed.AskAsync(HttpMethod.Get, written, token))["id"]);
        var many = await prefixed.AskAsync(HttpMethod.Get, $"{prefix}/users?id={Uri.EscapeDataString(id)}", token);
        Assert.Equal(id, (string?)Expect.Ok(many)[0]!["id"]);
    }

    [Theory, MemberData(nameof(Prefixes))]
    public async Task Messages_are_sent_and_read(string prefix)
    {
        var user = Person.New();
        Expect.Taken(await App.DeliverAsync(user.Created()));
        var token = await App.Clerk.TokenAsync(user.Id);
        var sent = await prefixed.AskAsync(HttpMethod.Post, $"{prefix}/messages", token, new { body = "Hello!", channel = user.Id });
        Assert.True(sent.Status == HttpStatusCode.Created, sent.ToString());
        foreach (var path in new[] { $"/messages?channel={user.Id}", "/messages/current" })
            Assert.Single(Expect.Ok(await prefixed.AskAsync(HttpMethod.Get, prefix + path, token))["items"]!.AsArray());
    }

    [Theory, MemberData(nameof(Prefixes))]
    public async Task An_operator_links_and_unlinks_a_sign_in_and_deletes_a_user(string prefix)
    {
        var id = $"a/b|{Guid.NewGuid():N}";
        var other = App.Corp.TokenIdentifier(Guid.NewGuid().ToString("N"));
        Expect.Taken(await App.DeliverAsync(new Person(id).Created()));
        var user = $"{prefix}/admin/users/{Uri.EscapeDataString(id)}";
        foreach (var written in new[] { Uri.EscapeDataString(other), other })
        {
            Expect.Ok(await prefixed.AskAsync(HttpMethod.Post, $"{user}/token-identifiers", json: new { tokenIdentifier = other }));
            var unlinked = await prefixed.AskAsync(HttpMethod.Delete, $"{user}/token-identifiers/{written}");
            Assert.True(unlinked.Status == HttpStatusCode.NoContent, unlinked.ToString());
        }
        Assert.Equal(HttpStatusCode.NoContent, (await prefixed.AskAsync(HttpMethod.Delete, user)).Status);
        Expect.Problem(await prefixed.AskAsync(HttpMethod.Post, "/users/store", await App.Clerk.TokenAsync(id)), HttpStatusCode.Gone);
    }

    [Theory, MemberData(nameof(Prefixes))]
    public async Task Operators_find_health_metrics_and_the_dashboard_with_all_that_its_page_loads(string prefix)
    {
        foreach (var path in new[] { "/health/live", "/health/ready", "/metrics", "/dashboard", "/dashboard/DashboardCounters" })
            Assert.Equal(HttpStatusCode.OK, (await prefixed.AskAsync(HttpMethod.Get, prefix + path)).Status);
        var page = await prefixed.AskAsync(HttpMethod.Get, $"{prefix}/dashboard/");
        foreach (var file in new[] { "index.min.js", "index.css" })
        {
            Assert.Contains($"\"./{file}\"", page.Body, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, (await prefixed.AskAsync(HttpMethod.Get, $"{prefix}/dashboard/{file}")).Status);
        }
    }

    [Theory, InlineData("/users-api"), InlineData("/users-api/v11"), InlineData("/users-api%2Fv1")]
    [InlineData("/users-api/v1/users-api/v1")]
    public async Task What_is_not_the_prefix_leads_nowhere(string other) =>
        Expect.Problem(await prefixed.AskAsync(HttpMethod.Get, $"{other}/health/live"), HttpStatusCode.NotFound);

    [Fact]
    public async Task In_Development_the_built_in_provider_delivers_and_signs_in_under_the_prefix()
    {
        await using var api = await ApiProcess.StartAsync(new ApiSettings().With("PathBase", "/users-api"));
        foreach (var prefix in new[] { "/users-api", "" })
        {
            var user = Person.New();
            Expect.Ok(await api.PostAsync($"{prefix}/dev/webhooks", json: new { type = "user.created", data = user.Created()["data"] }));
            var token = (string?)Expect.Ok(await api.PostAsync($"{prefix}/dev/tokens", json: new { sub = user.Id }))["token"];
            Assert.Equal(user.Id, (string?)Expect.Ok(await api.GetAsync($"{prefix}/users/current", token))["id"]);
        }
    }
}
