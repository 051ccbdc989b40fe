using System.Net;
using Microsoft.Playwright;
using OrleansUsers.Harness;

namespace OrleansUsers.Web.Tests;

public sealed class DashboardTests(Site site)
{
    private const string Key = "an-admin-key-of-more-than-32-characters";

    [Fact]
    public async Task It_opens_in_a_browser_with_the_key_as_password_and_sees_the_grains_and_the_silo()
    {
        await using var api = await ApiProcess.StartAsync(new ApiSettings().With("ADMIN_API_KEY", Key));
        await api.ClerkSendsAsync(Person.Ada.Created());
        await using var browser = await site.OpenBrowserAsync(new()
        {
            BaseURL = api.Client.BaseAddress!.ToString(),
            HttpCredentials = new() { Username = "anybody", Password = Key },
        });
        // A browser asks without the key first.
        new Watch(browser, api.Client.BaseAddress).Expect(HttpStatusCode.Unauthorized);

        await ShowsAsync(browser, "/dashboard", "Overview", ".info-box:has-text('Active Silos') :text-is('1')");
        await ShowsAsync(browser, "/dashboard/#/grains", "Grains", ":text('UserGrain')");
        await ShowsAsync(browser, "/dashboard/#/silos", "Silos", ":text('Active')");
    }

    private static async Task ShowsAsync(IBrowserContext browser, string view, string title, string selector)
    {
        var page = await browser.NewPageAsync();
        await page.GotoAsync(view);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = title, Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(selector).First).ToBeVisibleAsync();
    }
}
