using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed partial class ExamplePageTests(Apps apps)
{
    [Fact]
    public async Task The_page_is_there_with_all_it_names_and_lets_it_ask_nobody_else()
    {
        await using var api = await ApiProcess.StartAsync(new ApiSettings());
        var page = await Found(api, "/", "text/html");
        var named = Links().Matches(page).Select(link => link.Groups[1].Value).ToArray();
        Assert.Equal(["./app.css", "./app.js", "./favicon.svg"], named.Order());
        await Found(api, "/app.js", "text/javascript");
        await Found(api, "/app.css", "text/css");
        await Found(api, "/favicon.svg", "image/svg+xml");
        var origin = api.Client.BaseAddress!.GetLeftPart(UriPartial.Authority);
        Assert.Contains($"open {origin}/ in a browser", api.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_browser_has_already_is_not_sent_again()
    {
        await using var api = await ApiProcess.StartAsync(new ApiSettings());
        foreach (var path in new[] { "/", "/app.js" })
        {
            using var first = await api.Client.GetAsync(new Uri(path, UriKind.Relative));
            using var again = new HttpRequestMessage(HttpMethod.Get, path);
            again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
            using var answer = await api.Client.SendAsync(again);
            Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
            Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        }
    }

    [Fact]
    public async Task Under_a_prefix_the_page_finds_its_files_with_and_without_a_slash_at_its_end()
    {
        await using var api = await ApiProcess.StartAsync(new ApiSettings().With("PathBase", "/users-api"));
        var page = Links().Matches(await Found(api, "/users-api/", "text/html")).Select(link => link.Groups[1].Value);
        foreach (var address in page.Select(link => new Uri(new Uri(api.Client.BaseAddress!, "/users-api/"), link)))
            Assert.Equal(HttpStatusCode.OK, (await api.GetAsync(address.AbsolutePath)).Status);

        var slashless = await GetVerbatim(api.Client.BaseAddress!, "/users-api");
        Assert.StartsWith("HTTP/1.1 302 ", slashless, StringComparison.Ordinal);
        Assert.Contains("\r\nLocation: /users-api/\r\n", slashless, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/../appsettings.json", 400)]
    [InlineData("/%2e%2e/appsettings.json", 400)]
    [InlineData("/..%2f..%2fappsettings.json", 404)]
    [InlineData("/..%5cappsettings.json", 404)]
    [InlineData("/Development/Example/app.js", 404)]
    [InlineData("/index.html", 404)]
    public async Task No_path_leads_out_of_it(string path, int status)
    {
        await using var api = await ApiProcess.StartAsync(new ApiSettings());
        Assert.StartsWith($"HTTP/1.1 {status} ", await GetVerbatim(api.Client.BaseAddress!, path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task There_is_no_page_in_production()
    {
        var app = await apps.On();
        foreach (var path in new[] { "/", "/app.js", "/app.css", "/favicon.svg" })
            Expect.Problem(await app.Api.GetAsync(path), HttpStatusCode.NotFound);
        Assert.DoesNotContain("in a browser", app.Api.Output, StringComparison.Ordinal);
    }

    private static async Task<string> Found(ApiProcess api, string path, string type)
    {
        using var answer = await api.Client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("no-cache", answer.Headers.CacheControl!.ToString());
        Assert.False(answer.Headers.ETag!.IsWeak);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains(
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' https: data:;",
            policy,
            StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        return await answer.Content.ReadAsStringAsync();
    }

    // HttpClient would tidy the path before it leaves.
    private static async Task<string> GetVerbatim(Uri address, string path)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(address.Host, address.Port);
        await using var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {address.Authority}\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    [GeneratedRegex("(?:src|href)=\"([^\"]+)\"")]
    private static partial Regex Links();
}
