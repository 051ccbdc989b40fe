using System.Text.RegularExpressions;
using Microsoft.Playwright;
using OrleansUsers.Harness;

namespace OrleansUsers.Web.Tests;

public sealed class SyncViewTests(Site site)
{
    private const int Users = 700;

    [Fact]
    public async Task A_comparison_shows_its_progress_and_is_cancelled_and_another_one_ends()
    {
        site.Clerk.AddMany(Enumerable.Range(0, Users).Select(number => FakeUser.Numbered(number)));
        var isHeld = new TaskCompletionSource();
        var pages = 0;
        // The first page of users is answered, the next one is not yet.
        site.Clerk.BeforeAnswer = request =>
            request.Target.StartsWith("/v1/users?limit=500&order_by=created_at", StringComparison.Ordinal)
            && Interlocked.Increment(ref pages) > 1
                ? isHeld.Task : Task.CompletedTask;
        try
        {
            await using var page = await Operator.SignedInAsync(site, hash: "#/sync");
            var run = page.Region("Run over all users");
            await page.Button("Compare with clerk").ClickAsync();
            await Assertions.Expect(run).ToContainTextAsync("Running, compares only");
            await Assertions.Expect(run).ToContainTextAsync(new Regex("[1-9][0-9]* of 7[0-9]{2} users read"));
            await Assertions.Expect(run.GetByRole(AriaRole.Progressbar)).ToHaveAttributeAsync("value", new Regex("^[1-9]"));
            await Assertions.Expect(page.Button("Compare with clerk")).ToBeDisabledAsync();
            await page.Button("Cancel the run").ClickAsync();
            await Assertions.Expect(run).ToContainTextAsync("Cancelled");

            isHeld.TrySetResult();
            await page.Button("Compare with clerk").ClickAsync();
            await Assertions.Expect(run).ToContainTextAsync("Completed, compares only");
            var missing = run.Locator(".figure", new() { HasText = "Missing here" });
            await Assertions.Expect(missing).ToContainTextAsync(new Regex("7[0-9][0-9]"));
        }
        finally
        {
            isHeld.TrySetResult();
            site.Clerk.BeforeAnswer = null;
        }
    }

    [Fact]
    public async Task A_run_that_deletes_asks_first()
    {
        await using var page = await Operator.SignedInAsync(site, hash: "#/sync");
        await page.Page.GetByLabel("Compare and store").CheckAsync();
        await page.Page.GetByLabel("Delete users whom the provider does not have").CheckAsync();
        await page.Button("Sync from clerk…").ClickAsync();
        await Assertions.Expect(page.Question).ToContainTextAsync("It is final.");
        await page.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Button("Sync from clerk…")).ToBeFocusedAsync();
    }
}
