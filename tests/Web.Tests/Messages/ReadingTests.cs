using System.Net;
using Microsoft.Playwright;
using OrleansUsers.Harness;

namespace OrleansUsers.Web.Tests;

public sealed class ReadingTests(Site site)
{
    private const int OnePage = 50;
    private const int MoreThanOnePage = 60;

    [Fact]
    public async Task An_empty_channel_says_so_and_one_of_many_messages_has_the_older_ones_at_hand()
    {
        await using var api = await ApiProcess.StartAsync(new ApiSettings());
        await using var first = await site.OpenAsync(api.Client.BaseAddress);
        var ada = Person.Ada;
        await first.Store.SignInAsync(ada);
        await first.Store.ShowsAsync("Ada Lovelace");
        await Assertions.Expect(first.Messages.Region.GetByText("Nothing written yet.")).ToBeVisibleAsync();

        await WriteManyAsync(api, ada);
        await using var tab = await site.OpenAsync(api.Client.BaseAddress);
        await tab.Store.SignInAsync(ada);
        await Assertions.Expect(tab.Messages.Items).ToHaveCountAsync(OnePage);
        await tab.Messages.Button("Older messages").ClickAsync();
        await Assertions.Expect(tab.Messages.Items).ToHaveCountAsync(MoreThanOnePage);
        await Assertions.Expect(tab.Messages.Items.First).ToContainTextAsync("Message 1 of many");
        await Assertions.Expect(tab.Messages.Button("Older messages")).ToHaveCountAsync(0);

        await api.ClerkSendsAsync(ada.Named("Augusta", "King").Updated());
        await Assertions.Expect(tab.Messages.Message("Augusta King")).ToHaveCountAsync(MoreThanOnePage);
    }

    private static async Task WriteManyAsync(ApiProcess api, Person author)
    {
        var signedIn = await api.PostAsync("/dev/tokens", json: new { sub = author.Id });
        var writer = new SignedIn(api, (string)signedIn.Json!["token"]!);
        for (var number = 1; number <= MoreThanOnePage; number++)
            Assert.Equal(HttpStatusCode.Created, (await writer.SendAsync($"Message {number} of many", "general")).Status);
    }
}
