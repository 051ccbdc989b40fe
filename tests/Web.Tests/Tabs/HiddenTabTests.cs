using System.Text.RegularExpressions;
using Microsoft.Playwright;
using OrleansUsers.Harness;

namespace OrleansUsers.Web.Tests;

public sealed class HiddenTabTests(Site site)
{
    // With two connections each they would take all six that a browser has for one server.
    private const int Hidden = 3;

    // Longer than a page holds on to its connections when it is hidden.
    private const int Long = 11_000;

    [Fact]
    public async Task Tabs_that_nobody_looks_at_leave_the_connections_to_the_one_in_front_and_know_the_newest_when_they_are_seen()
    {
        await using var first = await site.OpenAsync(before: page => page.Clock.InstallAsync());
        var ada = Person.Ada;
        var tab = first;
        for (var hidden = 0; hidden < Hidden; hidden++)
        {
            await SignInTwiceAsync(tab, ada);
            await tab.HideAsync();
            await tab.Page.Clock.FastForwardAsync(Long);
            await Assertions.Expect(Streams(tab)).ToHaveCountAsync(0);
            tab = await tab.OpenAnotherAsync();
        }
        await SignInTwiceAsync(tab, ada);

        await site.Api.ClerkSendsAsync(ada.Named("Augusta", "King").Created());
        await ShowsTwiceAsync(tab, "Augusta King");
        await first.ShowAsync();
        await ShowsTwiceAsync(first, "Augusta King");
        Assert.All(
            (await first.Store.SeenAsync()).Concat(await first.Webhook.SeenAsync()),
            glimpse => Assert.Equal(glimpse.SaysStored, glimpse.ShowsContent));
    }

    private static async Task SignInTwiceAsync(Tab tab, Person person)
    {
        await tab.Store.SignInAsync(person);
        await tab.Webhook.SignInAsync(person);
        await ShowsTwiceAsync(tab, person.Name);
    }

    private static async Task ShowsTwiceAsync(Tab tab, string name)
    {
        await tab.Store.ShowsAsync(name);
        await tab.Webhook.ShowsAsync(name);
    }

    private static ILocator Streams(Tab tab) =>
        tab.Wire.GetByRole(AriaRole.Listitem).Filter(new() { HasTextRegex = new Regex("/users/current/live.*open") });
}
