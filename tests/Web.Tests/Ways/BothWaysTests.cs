using OrleansUsers.Harness;

namespace OrleansUsers.Web.Tests;

public sealed class BothWaysTests(Site site)
{
    [Fact]
    public async Task One_person_in_both_ways_is_one_row_and_who_waits_is_let_in_when_the_other_stores()
    {
        await using var tab = await site.OpenAsync();
        var ada = Person.Ada;
        await tab.Webhook.SignInAsync(ada);
        await tab.Webhook.SaysAsync("Waiting for the webhook…");
        await tab.Store.SignInAsync(ada);
        await tab.Store.ShowsAsync("Ada Lovelace");
        await tab.Webhook.ShowsAsync("Ada Lovelace");

        await site.Api.ClerkSendsAsync(ada.Named("Ada", "King").Created());
        await tab.Store.ShowsAsync("Ada King");
        await tab.Webhook.ShowsAsync("Ada King");
    }

    [Fact]
    public async Task Two_people_on_one_page_see_themselves_only_and_one_who_leaves_takes_nobody_along()
    {
        await using var tab = await site.OpenAsync();
        var (ada, grace) = (Person.Ada, Person.Grace);
        await site.Api.ClerkSendsAsync(grace.Created());
        await tab.Store.SignInAsync(ada);
        await tab.Webhook.SignInAsync(grace);
        await tab.Store.ShowsAsync("Ada Lovelace");
        await tab.Webhook.ShowsAsync("Grace Hopper");
        Assert.DoesNotContain(await tab.Store.SeenAsync(), glimpse => glimpse.ShowsContentOf(grace));
        Assert.DoesNotContain(await tab.Webhook.SeenAsync(), glimpse => glimpse.ShowsContentOf(ada));

        await tab.Store.SignOutAsync();
        await tab.Store.SaysAsync("Signed out");
        await site.Api.ClerkSendsAsync(grace.Named("Grace", "Murray").Updated());
        await tab.Webhook.ShowsAsync("Grace Murray");
    }

    [Fact]
    public async Task Under_a_prefix_both_ways_work_alike()
    {
        await using var api = await ApiProcess.StartAsync(new ApiSettings().With("PathBase", "/users-api"));
        await using var tab = await site.OpenAsync(new Uri(api.Client.BaseAddress!, "/users-api"));
        var ada = Person.Ada;
        await tab.Webhook.SignInAsync(ada);
        await tab.Store.SignInAsync(ada);
        await tab.Store.ShowsAsync("Ada Lovelace");
        await tab.Webhook.ShowsAsync("Ada Lovelace");
        await api.ClerkSendsAsync(ada.Named("Ada", "King").Created());
        await tab.Webhook.ShowsAsync("Ada King");
    }

    [Theory, InlineData(Way.Store), InlineData(Way.Webhook)]
    public async Task Who_signs_in_next_sees_nothing_of_who_was_there_before(Way way)
    {
        await using var tab = await site.OpenAsync();
        var (ada, grace) = (Person.Ada, Person.Grace);
        await site.Api.ClerkSendsAsync(ada.Created());
        await tab.On(way).SignInAsync(ada);
        await tab.On(way).ShowsAsync("Ada Lovelace");

        await tab.On(way).SignOutAsync();
        await tab.On(way).SaysAsync("Signed out");
        await tab.On(way).ForgetAsync();
        await tab.On(way).SignInAsync(grace);
        await site.Api.ClerkSendsAsync(grace.Created());
        await tab.On(way).ShowsAsync("Grace Hopper");
        Assert.DoesNotContain(await tab.On(way).SeenAsync(), glimpse => glimpse.ShowsContentOf(ada));
    }
}
