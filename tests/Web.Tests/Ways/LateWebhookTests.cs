using OrleansUsers.Harness;

namespace OrleansUsers.Web.Tests;

public sealed class LateWebhookTests(Site site)
{
    // Longer than the page waits, shorter than it takes for a silent connection to be given up.
    private const int Late = 31_000;

    [Fact]
    public async Task A_webhook_that_does_not_come_in_time_is_an_error_and_one_that_comes_after_all_brings_the_content()
    {
        await using var tab = await OpenAsync();
        var ada = Person.Ada;
        await WaitInVainAsync(tab, ada);
        await site.Api.ClerkSendsAsync(ada.Created());
        await tab.Webhook.ShowsAsync("Ada Lovelace");
    }

    [Fact]
    public async Task Trying_again_waits_again_and_keeps_the_place_of_the_keyboard()
    {
        await using var tab = await OpenAsync();
        var ada = Person.Ada;
        await WaitInVainAsync(tab, ada);
        await tab.Webhook.Button("Try again").PressAsync("Enter");
        await tab.Webhook.SaysAsync("Waiting for the webhook…");
        Assert.True(await tab.Webhook.HoldsFocusAsync());

        await tab.Page.Clock.FastForwardAsync(Late);
        await tab.Webhook.SaysAsync("Not stored");
        await tab.Webhook.Button("Send user.created").ClickAsync();
        await tab.Webhook.ShowsAsync("Ada Lovelace");
        Assert.True(await tab.Webhook.HoldsFocusAsync());
    }

    private Task<Tab> OpenAsync() => site.OpenAsync(before: page => page.Clock.InstallAsync());

    private static async Task WaitInVainAsync(Tab tab, Person person)
    {
        await tab.Webhook.SignInAsync(person);
        await tab.Webhook.SaysAsync("Waiting for the webhook…");
        await tab.HearsAsync("user null");
        await tab.Page.Clock.FastForwardAsync(Late);
        await tab.Webhook.SaysAsync("Not stored");
        Assert.DoesNotContain(await tab.Webhook.SeenAsync(), glimpse => glimpse.SaysStored || glimpse.ShowsContent);
    }
}
