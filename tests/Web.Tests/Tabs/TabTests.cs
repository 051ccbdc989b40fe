using OrleansUsers.Harness;

namespace OrleansUsers.Web.Tests;

public sealed class TabTests(Site site)
{
    [Fact]
    public async Task Two_tabs_and_another_browser_of_one_person_see_a_change_and_one_that_signs_out_leaves_the_others_alone()
    {
        await using var tab = await site.OpenAsync();
        await using var elsewhere = await site.OpenAsync();
        var second = await tab.OpenAnotherAsync();
        var ada = Person.Ada;
        Tab[] all = [tab, second, elsewhere];
        foreach (var each in all)
        {
            await each.Store.SignInAsync(ada);
            await each.Store.ShowsAsync("Ada Lovelace");
        }

        await site.Api.ClerkSendsAsync(ada.Named("Augusta", "King").Created());
        foreach (var each in all)
            await each.Store.ShowsAsync("Augusta King");

        await tab.Store.SignOutAsync();
        await site.Api.ClerkSendsAsync(ada.Named("Augusta", "Byron").Updated());
        await second.Store.ShowsAsync("Augusta Byron");
        await elsewhere.Store.ShowsAsync("Augusta Byron");
        await tab.Store.SaysAsync("Signed out");
    }

    [Fact]
    public async Task Two_people_in_two_browsers_see_their_own_row_and_each_others_messages()
    {
        await using var adas = await site.OpenAsync();
        await using var graces = await site.OpenAsync();
        var (ada, grace) = (Person.Ada, Person.Grace);
        await site.Api.ClerkSendsAsync(grace.Created());
        await adas.Store.SignInAsync(ada);
        await adas.Store.ShowsAsync("Ada Lovelace");
        await adas.Messages.WriteAsync($"Hello from {ada.Id}");
        await adas.Messages.ShowsAsync($"Hello from {ada.Id}", "Ada Lovelace");

        await graces.Webhook.SignInAsync(grace);
        await graces.Webhook.ShowsAsync("Grace Hopper");
        await graces.Messages.ShowsAsync($"Hello from {ada.Id}", "Ada Lovelace");
        await site.Api.ClerkSendsAsync(grace.Named("Grace", "Murray").Updated());
        await graces.Webhook.ShowsAsync("Grace Murray");
        Assert.DoesNotContain(await adas.Store.SeenAsync(), glimpse => glimpse.ShowsContentOf(grace));
        Assert.DoesNotContain(await graces.Webhook.SeenAsync(), glimpse => glimpse.ShowsContentOf(ada));
    }
}
