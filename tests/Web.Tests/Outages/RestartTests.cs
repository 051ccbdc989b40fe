using System.Net;
using System.Net.Sockets;
using OrleansUsers.Harness;

namespace OrleansUsers.Web.Tests;

public sealed class RestartTests(Site site)
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task A_page_stays_up_while_its_server_is_gone_and_comes_back_by_itself(bool isKilled)
    {
        await using var api = await ApiProcess.StartAsync(new ApiSettings().With("ASPNETCORE_URLS", FreeAddress()));
        await using var tab = await site.OpenAsync(api.Client.BaseAddress);
        var ada = Person.Ada;
        await tab.Store.SignInAsync(ada);
        await tab.Store.ShowsAsync("Ada Lovelace");
        await tab.Webhook.SignInAsync(ada);
        await tab.Webhook.ShowsAsync("Ada Lovelace");
        await tab.Messages.WriteAsync("Before");
        await tab.Messages.ShowsAsync("Before", "Ada Lovelace");
        await tab.Store.ForgetAsync();
        await tab.Webhook.ForgetAsync();

        tab.Watch.ExpectNoServer();
        await (isKilled ? api.KillAsync() : api.StopAsync());
        foreach (var panel in new[] { tab.Store, tab.Webhook })
        {
            await panel.SaysAsync("Stored, reconnecting");
            Assert.True((await panel.SeenAsync())[^1].ShowsContentOf(ada));
        }
        await tab.SaysAsync("Reconnecting");

        await api.RestartAsync();
        await api.ClerkSendsAsync(ada.Named("Augusta", "King").Created());
        await tab.Store.ShowsAsync("Augusta King");
        await tab.Webhook.ShowsAsync("Augusta King");
        await tab.SaysAsync("Live");
        await tab.Messages.ShowsAsync("Before", "Augusta King");
        await tab.Messages.WriteAsync("After");
        await tab.Messages.ShowsAsync("After", "Augusta King");
        Assert.All(
            (await tab.Store.SeenAsync()).Concat(await tab.Webhook.SeenAsync()),
            glimpse => Assert.True(glimpse.ShowsContentOf(ada)));
    }

    // The system would not give the next process the port that it chose for the first one.
    private static string FreeAddress()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return $"http://{probe.LocalEndpoint}";
    }
}
