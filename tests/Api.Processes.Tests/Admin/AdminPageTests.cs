using System.Net;
using System.Text.RegularExpressions;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed partial class AdminPageTests(PrefixedApp prefixed, Apps apps) : IClassFixture<PrefixedApp>
{
    [Fact]
    public async Task Anybody_gets_the_page_with_all_that_it_names_and_the_browser_lets_it_ask_nobody_else()
    {
        var app = await apps.On();
        var page = await FoundAsync(app.Api, "/admin", "text/html");
        Assert.Equal(["./admin/app.css", "./admin/app.js", "./admin/favicon.svg"], LinksOf(page).Order());
        await FoundAsync(app.Api, "/admin/app.js", "text/javascript");
        await FoundAsync(app.Api, "/admin/app.css", "text/css");
        await FoundAsync(app.Api, "/admin/favicon.svg", "image/svg+xml");
        Expect.Unauthorized(await app.Api.GetAsync("/admin/changes"));
    }

    [Theory]
    [InlineData(""), InlineData("/users-api/v1")]
    public async Task The_page_finds_its_files_with_and_without_the_prefix(string prefix)
    {
        var api = prefixed.App.Api;
        var address = new Uri(api.Client.BaseAddress!, $"{prefix}/admin");
        foreach (var link in LinksOf(await FoundAsync(api, address.AbsolutePath, "text/html")))
            Assert.Equal(HttpStatusCode.OK, (await api.GetAsync(new Uri(address, link).AbsolutePath)).Status);

        // The redirect is relative, since the program cannot know a prefix that was taken away.
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
        using var answer = await client.GetAsync(new Uri(api.Client.BaseAddress!, $"{prefix}/admin/"));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("../admin", answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Without_a_key_there_is_no_page()
    {
        await using var api = await ApiProcess.StartAsync(new ApiSettings());
        foreach (var path in new[] { "/admin", "/admin/", "/admin/app.js", "/admin/app.css", "/admin/favicon.svg" })
            Expect.Problem(await api.GetAsync(path), HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("/admin/index.html"), InlineData("/admin/..%2f..%2fappsettings.json"), InlineData("/Admin/Page/admin/app.js")]
    public async Task No_path_leads_to_another_file(string path)
    {
        var app = await apps.On();
        Expect.Problem(await app.Api.GetAsync(path), HttpStatusCode.NotFound);
    }

    private static async Task<string> FoundAsync(ApiProcess api, string path, string type)
    {
        using var answer = await api.Client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("no-cache", answer.Headers.CacheControl!.ToString());
        Assert.False(answer.Headers.ETag!.IsWeak);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal(
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
        return await answer.Content.ReadAsStringAsync();
    }

    private static string[] LinksOf(string page) => [.. Links().Matches(page).Select(link => link.Groups[1].Value)];

    [GeneratedRegex("(?:src|href)=\"([^\"]+)\"")]
    private static partial Regex Links();
}
