using System.Net;
using System.Net.Http.Json;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>
/// What a request says of its client in <c>X-Forwarded-…</c>. Anybody can write these headers, so they count only where an operator says
/// that a proxy in front sets them.
/// </summary>
public sealed class ForwardedHeaderTests(Apps apps)
{
    private const int Many = 40;
    private const string Trust = "ASPNETCORE_FORWARDEDHEADERS_ENABLED";

    [Fact]
    public async Task Unless_they_are_trusted_they_change_nothing()
    {
        await using var app = await StartAsync(trust: "");
        var answers = await AskAsOthersAsync(app);
        Assert.Contains(answers, answer => answer.Status == HttpStatusCode.TooManyRequests);
        Assert.All(answers, answer => Assert.Null(answer.Header("Strict-Transport-Security")));
    }

    [Fact]
    public async Task Where_they_are_trusted_each_client_has_a_limit_of_its_own_and_https_is_binding()
    {
        await using var app = await StartAsync(trust: "true");
        var answers = await AskAsOthersAsync(app);
        Assert.All(answers, answer => Expect.Unauthorized(answer));
        Assert.All(answers, answer => Assert.NotNull(answer.Header("Strict-Transport-Security")));

        // The proxy adds its own word at the end of what the client wrote.
        var same = await Task.WhenAll(Enumerable.Range(0, Many).Select(number => AskAsync(app, $"198.51.100.{number}, 203.0.113.1")));
        Assert.Contains(same, answer => answer.Status == HttpStatusCode.TooManyRequests);
    }

    [Theory, InlineData(""), InlineData("true")]
    public async Task The_host_that_they_name_is_no_origin_that_may_call(string trust)
    {
        await using var app = await StartAsync(trust);
        var answer = await app.Api.AskAsync(
            "/users/current",
            ("Origin", "https://evil.example.test"),
            ("X-Forwarded-Host", "evil.example.test"),
            ("X-Forwarded-Proto", "https"));
        Expect.Unauthorized(answer);
        Assert.Null(answer.Header("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task In_Development_a_test_event_reaches_the_program_itself()
    {
        await using var api = await ApiProcess.StartAsync(new ApiSettings().With(Trust, "true"));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/dev/webhooks", UriKind.Relative));
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Content = JsonContent.Create(new { type = "user.created", data = new { id = "user_1" } });
        Expect.Ok(await api.SendAsync(request));
    }

    private Task<Sandbox> StartAsync(string trust) =>
        apps.StartAsync(DatabaseKind.Sqlite, settings => settings.With("Limits__RequestsPerSecond", "5").With(Trust, trust));

    // Not signed in: such callers are told apart by their address.
    private static Task<Answer[]> AskAsOthersAsync(Sandbox app) =>
        Task.WhenAll(Enumerable.Range(1, Many).Select(number => AskAsync(app, $"198.51.100.{number}")));

    private static Task<Answer> AskAsync(Sandbox app, string client) => app.Api.AskAsync(
        "/users/current", ("Host", "users.example.test"), ("X-Forwarded-For", client), ("X-Forwarded-Proto", "https"));
}
