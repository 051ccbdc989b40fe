using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Web.Tests;

public sealed class TokenTests(Site site)
{
    // The page asks for tokens of two minutes by its own clock. By the server's clock this leaves some seconds of them.
    private static readonly TimeSpan Behind = TimeSpan.FromSeconds(114);

    [Fact]
    public async Task A_token_that_expires_is_renewed_and_the_page_goes_on_without_a_flicker()
    {
        await using var tab = await OpenWithClockBehindAsync();
        var ada = Person.Ada;
        await tab.Store.SignInAsync(ada);
        await tab.Store.ShowsAsync("Ada Lovelace");
        await tab.Store.ForgetAsync();
        await tab.Page.Clock.SetSystemTimeAsync(TimeProvider.System.GetUtcNow().UtcDateTime);

        await tab.HearsAsync("200closed");
        await site.Api.ClerkSendsAsync(ada.Named("Augusta", "King").Created());
        await tab.Store.ShowsAsync("Augusta King");
        Assert.All(await tab.Store.SeenAsync(), glimpse => Assert.StartsWith("Stored, live", glimpse.State, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_page_whose_clock_is_wrong_goes_on_as_well()
    {
        await using var tab = await OpenWithClockBehindAsync();
        var ada = Person.Ada;
        tab.Watch.Expect(HttpStatusCode.Unauthorized);
        await tab.Store.SignInAsync(ada);
        await tab.Store.ShowsAsync("Ada Lovelace");
        await tab.Store.ForgetAsync();

        await tab.HearsAsync("200closed");
        await site.Api.ClerkSendsAsync(ada.Named("Augusta", "King").Created());
        await tab.Store.ShowsAsync("Augusta King");
        Assert.All(await tab.Store.SeenAsync(), glimpse => Assert.StartsWith("Stored, live", glimpse.State, StringComparison.Ordinal));
    }

    private Task<Tab> OpenWithClockBehindAsync() => site.OpenAsync(before: page =>
        page.Clock.InstallAsync(new() { TimeDate = (TimeProvider.System.GetUtcNow() - Behind).UtcDateTime }));
}
