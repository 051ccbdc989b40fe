using Microsoft.Playwright;
using OrleansUsers.Harness;

namespace OrleansUsers.Web.Tests;

public sealed class WayTests(Site site)
{
    [Fact]
    public async Task Storing_from_the_client_ends_in_content_and_is_never_authenticated_before()
    {
        await using var tab = await site.OpenAsync();
        var ada = Person.Ada;
        await tab.Store.SignInAsync(ada);
        await tab.Store.ShowsAsync("Ada Lovelace");
        Assert.All(await tab.Store.SeenAsync(), SaysStoredWithContentOnly);
        await tab.Store.SignOutAsync();
        await tab.Store.SaysAsync("Signed out");
    }

    [Fact]
    public async Task Waiting_for_the_webhook_is_loading_until_it_comes_and_content_from_then_on()
    {
        await using var tab = await site.OpenAsync();
        var ada = Person.Ada;
        await tab.Webhook.SignInAsync(ada);
        await tab.Webhook.SaysAsync("Waiting for the webhook…");
        await tab.HearsAsync("user null");
        Assert.DoesNotContain(await tab.Webhook.SeenAsync(), glimpse => glimpse.ShowsContent || glimpse.SaysStored);

        await site.Api.ClerkSendsAsync(ada.Created());
        await tab.Webhook.ShowsAsync("Ada Lovelace");
        Assert.All(await tab.Webhook.SeenAsync(), SaysStoredWithContentOnly);
    }

    [Fact]
    public async Task A_picture_that_does_not_load_leaves_the_initials()
    {
        await using var tab = await site.OpenAsync();
        var ada = Person.Ada;
        await site.Api.ClerkSendsAsync(ada.Created());
        await tab.Webhook.SignInAsync(ada);
        await tab.Webhook.ShowsAsync("Ada Lovelace");
        await Assertions.Expect(tab.Webhook.Region.GetByText("AL", new() { Exact = true })).ToBeVisibleAsync();
    }

    private static void SaysStoredWithContentOnly(Glimpse glimpse) => Assert.Equal(glimpse.SaysStored, glimpse.ShowsContent);
}
