using OrleansUsers.Harness;

namespace OrleansUsers.Web.Tests;

public sealed class RenameTests(Site site)
{
    [Theory, InlineData(Way.Store), InlineData(Way.Webhook)]
    public async Task A_rename_is_seen_without_a_reload_here_and_in_every_message(Way way)
    {
        await using var tab = await site.OpenAsync();
        var ada = Person.Ada;
        await site.Api.ClerkSendsAsync(ada.Created());
        await tab.On(way).SignInAsync(ada);
        await tab.On(way).ShowsAsync("Ada Lovelace");
        await tab.Messages.WriteAsync($"Notes by {ada.Id}");
        await tab.Messages.ShowsAsync($"Notes by {ada.Id}", "Ada Lovelace");

        await site.Api.ClerkSendsAsync(ada.Named("Augusta", "King").Updated());
        await tab.On(way).ShowsAsync("Augusta King");
        await tab.Messages.ShowsAsync($"Notes by {ada.Id}", "Augusta King");
        Assert.DoesNotContain(await tab.On(way).SeenAsync(), glimpse => glimpse.State == "Stored, reconnecting");
    }

    [Fact]
    public async Task Renamed_by_the_page_itself_everybody_on_it_knows_and_an_event_of_an_hour_ago_changes_nothing()
    {
        await using var tab = await site.OpenAsync();
        await tab.Store.SignInAsync(Person.Ada);
        await tab.Store.ShowsAsync("Ada Lovelace");
        await tab.Clerk.RenameAsync("Augusta King");
        await tab.Store.ShowsAsync("Augusta King");
        await tab.Clerk.RenameLateAsync("Nobody Anymore");
        await tab.Clerk.KnowsAsync("The server knows this id as Augusta King.");
        await tab.Store.ShowsAsync("Augusta King");
    }
}
