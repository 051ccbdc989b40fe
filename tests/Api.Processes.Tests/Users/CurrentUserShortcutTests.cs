using System.Globalization;
using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>
/// <c>GET /users/current</c> has two ways. With a query it takes the whole pipeline, and without one the short cut, once the token was
/// validated and the user is in the process.
/// </summary>
public sealed class CurrentUserShortcutTests(Apps apps)
{
    private const string Shortcut = "/users/current";
    private const string Pipeline = "/users/current?whole=1";
    private const string Allowed = "https://app.example.test";

    [Theory, InlineData(null), InlineData(Allowed), InlineData("https://elsewhere.example.test"), InlineData("null")]
    public async Task Both_ways_answer_with_the_same_bytes_and_headers(string? origin)
    {
        await using var app = await apps.StartAsync(DatabaseKind.Sqlite, settings => settings.With("Cors__Origins__0", Allowed));
        var caller = await app.SignedInAsync((await app.NewUserAsync()).Id);
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head })
        {
            // The first answer of each makes sure that the token is known and the user is in the process.
            await AskAsync(caller, method, Pipeline, origin);
            Assert.Equal(await AskAsync(caller, method, Pipeline, origin), await AskAsync(caller, method, Shortcut, origin));
        }
        if (origin == Allowed)
            Assert.Contains($"Access-Control-Allow-Origin: {Allowed}", await AskAsync(caller, HttpMethod.Get, Shortcut, origin));
    }

    [Fact]
    public async Task Both_ways_are_counted_alike()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Sqlite);
        var caller = await app.SignedInAsync((await app.NewUserAsync()).Id);
        foreach (var path in new[] { Pipeline, Shortcut, Pipeline, Shortcut })
            Expect.Ok(await app.Api.GetAsync(path, caller.Token));

        var counted = (await app.Api.AskAsync("/metrics", Operator.Key(Sandbox.AdminKey))).Body.Split('\n')
            .Where(line => line.StartsWith("http_server_request_duration_seconds_count", StringComparison.Ordinal))
            .Single(line => line.Contains("http_route=\"/users/current\"", StringComparison.Ordinal));
        Assert.Contains("http_response_status_code=\"200\"", counted, StringComparison.Ordinal);
        Assert.Equal(4, double.Parse(counted.Split(' ')[1], CultureInfo.InvariantCulture));
    }

    [Theory, InlineData(Shortcut), InlineData(Pipeline)]
    public async Task A_limit_for_each_caller_counts_both_ways(string path)
    {
        await using var app = await apps.StartAsync(DatabaseKind.Sqlite, settings => settings.With("Limits__RequestsPerSecond", "1"));
        var caller = await app.SignedInAsync((await app.NewUserAsync()).Id);
        var answers = new List<HttpStatusCode>();
        for (var n = 0; n < 20; n++)
            answers.Add((await app.Api.GetAsync(path, caller.Token)).Status);
        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
    }

    private static async Task<string> AskAsync(SignedIn caller, HttpMethod method, string path, string? origin)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {caller.Token}");
        if (origin is not null)
            request.Headers.TryAddWithoutValidation("Origin", origin);
        using var response = await caller.Api.Client.SendAsync(request);
        var headers = response.Headers.Concat(response.Content.Headers)
            .Where(header => header.Key != "Date")
            .OrderBy(header => header.Key, StringComparer.Ordinal)
            .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}");
        return $"{response.StatusCode}\n{string.Join('\n', headers)}\n\n{await response.Content.ReadAsStringAsync()}";
    }
}
