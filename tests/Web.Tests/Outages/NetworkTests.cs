using Microsoft.Playwright;
using OrleansUsers.Harness;

namespace OrleansUsers.Web.Tests;

public sealed class NetworkTests(Site site)
{
    [Fact]
    public async Task A_slow_network_shows_the_same_states_later_and_nothing_twice()
    {
        await using var tab = await site.OpenAsync();
        var ada = Person.Ada;
        await SlowDownAsync(tab.Page);
        await tab.Webhook.SignInAsync(ada);
        await tab.Store.SignInAsync(ada);
        await tab.Store.SaysAsync("Storing the user…");
        await tab.Store.ShowsAsync("Ada Lovelace");
        await tab.Webhook.ShowsAsync("Ada Lovelace");
        await tab.Messages.Box.FillAsync($"Slowly, {ada.Id}");
        await tab.Messages.Button("Send").DblClickAsync();
        await tab.Messages.ShowsAsync($"Slowly, {ada.Id}", "Ada Lovelace");
        await site.Api.ClerkSendsAsync(ada.Named("Augusta", "King").Created());
        await tab.Store.ShowsAsync("Augusta King");
        await tab.Webhook.ShowsAsync("Augusta King");
        await tab.Messages.ShowsAsync($"Slowly, {ada.Id}", "Augusta King");
        Assert.All(
            (await tab.Store.SeenAsync()).Concat(await tab.Webhook.SeenAsync()),
            glimpse => Assert.Equal(glimpse.SaysStored, glimpse.ShowsContent));
    }

    [Fact]
    public async Task Without_a_network_the_last_state_stays_and_with_it_comes_what_was_missed()
    {
        await using var line = Line.To(site.Api.Client.BaseAddress!);
        await using var tab = await site.OpenAsync(line.Address);
        var ada = Person.Ada;
        await site.Api.ClerkSendsAsync(ada.Created());
        await tab.Webhook.SignInAsync(ada);
        await tab.Webhook.ShowsAsync("Ada Lovelace");
        await tab.Webhook.ForgetAsync();

        tab.Watch.ExpectNoServer();
        line.Cut();
        await tab.Page.Context.SetOfflineAsync(true);
        await site.Api.ClerkSendsAsync(ada.Named("Augusta", "King").Updated());
        await tab.Webhook.SaysAsync("Stored, reconnecting: Ada Lovelace");
        await tab.Messages.WriteAsync($"Into the void, {ada.Id}");
        await tab.Messages.RefusesAsync("The server cannot be reached.");

        line.Mend();
        await tab.Page.Context.SetOfflineAsync(false);
        await tab.Webhook.ShowsAsync("Augusta King");
        await tab.Messages.Button("Send").ClickAsync();
        await tab.Messages.ShowsAsync($"Into the void, {ada.Id}", "Augusta King");
        Assert.All(await tab.Webhook.SeenAsync(), glimpse => Assert.True(glimpse.ShowsContentOf(ada)));
    }

    private static async Task SlowDownAsync(IPage page)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("Network.emulateNetworkConditions", new()
        {
            ["offline"] = false,
            ["latency"] = 400,
            ["downloadThroughput"] = 50_000,
            ["uploadThroughput"] = 50_000,
        });
    }
}
