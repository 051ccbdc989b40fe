using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace OrleansUsers.Web.Tests;

public sealed class ApiPageTests(Site site)
{
    [Fact]
    public async Task It_shows_the_calls_with_files_of_this_program_only_and_lets_the_reader_try_one()
    {
        await using var browser = await site.OpenBrowserAsync(new() { BaseURL = site.Api.Client.BaseAddress!.ToString() });
        var (page, requests, errors) = (await browser.NewPageAsync(), new ConcurrentQueue<Uri>(), new ConcurrentQueue<string>());
        page.Request += (_, request) => requests.Enqueue(new Uri(request.Url));
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                errors.Enqueue(message.Text);
        };
        await page.GotoAsync("/docs");
        await Assertions.Expect(page).ToHaveTitleAsync("OrleansUsers API");
        await ShowsAsync(page, "Store or refresh the caller from the token");

        await page.GotoAsync("/docs/#tag/operating/GET/health/live");
        await ShowsAsync(page, "Whether the process runs");
        await page.Locator("[id$='tag/operating/GET/health/live']").First
            .GetByRole(AriaRole.Button, new() { Name = "Test Request" }).First.ClickAsync();
        var answer = page.WaitForResponseAsync(response => response.Url.EndsWith("/health/live", StringComparison.Ordinal));
        await page.Locator(".scalar-app-layout").GetByRole(AriaRole.Button, new() { Name = "Send" }).First.ClickAsync();
        Assert.Equal(200, (await answer).Status);

        Assert.Contains(requests, request => request.AbsolutePath == "/openapi/v1.json");
        Assert.All(requests, request => Assert.True(
            request.Scheme is "data" or "blob" || request.Authority == site.Api.Client.BaseAddress!.Authority, $"{request}"));
        Assert.Empty(errors);
        // What the page should ask for by itself later, its policy refuses.
        Assert.Equal("refused", await page.EvaluateAsync<string>(
            "fetch('http://127.0.0.2:9/').then(() => 'sent', () => 'refused')"));
        Assert.Contains(errors, error => error.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    private static Task ShowsAsync(IPage page, string call) =>
        Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = call }).First).ToBeVisibleAsync();
}
