using Microsoft.Playwright;

namespace OrleansUsers.Web.Tests;

public sealed class ChecksViewTests(Site site)
{
    [Fact]
    public async Task Checks_are_shown_and_run_again()
    {
        await using var page = await Operator.SignedInAsync(site, hash: "#/check");
        await Assertions.Expect(page.Page.Locator(".check-line").First).ToBeVisibleAsync();
        await Assertions.Expect(page.Region("Keys of issuers").GetByRole(AriaRole.Listitem).First).ToBeVisibleAsync();
        await page.Page.RunAndWaitForResponseAsync(
            () => page.Button("Check again").ClickAsync(), answer => answer.Url.EndsWith("/admin/checks", StringComparison.Ordinal));
        await Assertions.Expect(page.Button("Check again")).ToBeEnabledAsync();
    }
}
