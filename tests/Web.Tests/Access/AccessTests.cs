using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Web.Tests;

public sealed class AccessTests(Site site)
{
    private const int Late = 31_000;

    [Theory]
    [InlineData(1280, false), InlineData(1280, true), InlineData(375, false), InlineData(375, true), InlineData(320, false)]
    public async Task Everybody_can_use_each_state_at_each_size_in_light_and_dark(int width, bool isDark)
    {
        await using var tab = await site.OpenAsync(look: new Look(width, isDark), before: page => page.Clock.InstallAsync());
        var (ada, grace) = (Person.Ada, Person.Grace);
        await IsFineAsync(tab, "1-signed-out");

        await tab.Store.SignInAsync(ada);
        await tab.Store.ShowsAsync("Ada Lovelace");
        await tab.Webhook.SignInAsync(grace);
        await tab.Webhook.SaysAsync("Waiting for the webhook…");
        await tab.HearsAsync("user null");
        await IsFineAsync(tab, "2-stored-and-waiting");

        await tab.Page.Clock.FastForwardAsync(Late);
        await tab.Webhook.SaysAsync("Not stored");
        await IsFineAsync(tab, "3-webhook-missing");

        await site.Api.ClerkSendsAsync(grace.Created());
        await tab.Webhook.ShowsAsync("Grace Hopper");
        await tab.Messages.WriteAsync($"A_word_without_a_space_in_it_which_is_longer_than_any_line_of_a_telephone_{ada.Id}");
        await tab.Messages.ShowsAsync(ada.Id, "Ada Lovelace");
        await tab.Wire.GetByText("POST /users/store", new() { Exact = true }).ClickAsync();
        await IsFineAsync(tab, "4-both-stored");

        await site.Api.ClerkSendsAsync(ada.Named("Augusta", "King").Created());
        await tab.Store.ShowsAsync("Augusta King");
        tab.Watch.Expect(HttpStatusCode.Forbidden);
        await tab.Clerk.ChooseAsync(ada);
        await tab.Clerk.Button("Delete…").ClickAsync();
        await IsFineAsync(tab, "5-asked-to-delete");
        await tab.Clerk.ConfirmDeletionAsync();
        await tab.Store.SaysAsync("Deleted");
        await tab.Messages.ShowsAsync(ada.Id, "Anonymous");
        await tab.Messages.WriteAsync("From beyond");
        await tab.Messages.RefusesAsync("only stored users write");
        await IsFineAsync(tab, "6-deleted-and-refused");
    }

    private static Task IsFineAsync(Tab tab, string state) => Usable.CheckAsync(tab.Page, tab.Look, state);
}
