using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Web.Tests;

public sealed class DeletionTests(Site site)
{
    [Theory, InlineData(Way.Store), InlineData(Way.Webhook)]
    public async Task A_deletion_takes_the_content_away_at_once_and_for_good(Way way)
    {
        await using var tab = await site.OpenAsync();
        var ada = Person.Ada;
        await site.Api.ClerkSendsAsync(ada.Created());
        await tab.On(way).SignInAsync(ada);
        await tab.On(way).ShowsAsync("Ada Lovelace");
        await tab.On(way).ForgetAsync();

        await site.Api.ClerkSendsAsync(ada.Deleted());
        await tab.On(way).SaysAsync("Deleted");
        await tab.Clerk.RenameAsync("Ada Again");
        await tab.Clerk.KnowsAsync("The server has no user of this id.");
        await tab.On(way).SaysAsync("Deleted");

        var seen = await tab.On(way).SeenAsync();
        Assert.True(seen[0].ShowsContent);
        Assert.All(seen.SkipWhile(glimpse => glimpse.SaysStored), glimpse =>
        {
            Assert.Equal("Deleted", glimpse.State);
            Assert.DoesNotContain(ada.Email, glimpse.Text, StringComparison.Ordinal);
            Assert.False(glimpse.ShowsContent);
        });
    }

    [Fact]
    public async Task Messages_of_a_deleted_user_stay_as_those_of_Anonymous_for_everybody()
    {
        await using var tab = await site.OpenAsync();
        var (ada, grace) = (Person.Ada, Person.Grace);
        tab.Watch.Expect(HttpStatusCode.Forbidden);
        await site.Api.ClerkSendsAsync(grace.Created());
        await tab.Webhook.SignInAsync(grace);
        await tab.Webhook.ShowsAsync("Grace Hopper");
        await tab.Store.SignInAsync(ada);
        await tab.Store.ShowsAsync("Ada Lovelace");
        await tab.Messages.WriteAsync($"Farewell of {ada.Id}");
        await tab.Messages.ShowsAsync($"Farewell of {ada.Id}", "Ada Lovelace");

        await tab.Clerk.DeleteAsync();
        await tab.Store.SaysAsync("Deleted");
        await tab.Webhook.ShowsAsync("Grace Hopper");
        await tab.Messages.ShowsAsync($"Farewell of {ada.Id}", "Anonymous");
        await tab.Messages.WriteAsync("From beyond");
        await tab.Messages.RefusesAsync("only stored users write");
    }

    [Theory, InlineData(Way.Store, "Deleted"), InlineData(Way.Webhook, "Waiting for the webhook…")]
    public async Task Signing_in_under_a_deleted_id_stores_nobody(Way way, string state)
    {
        await using var tab = await site.OpenAsync();
        var ada = Person.Ada;
        tab.Watch.Expect(HttpStatusCode.Gone);
        await site.Api.ClerkSendsAsync(ada.Created());
        await site.Api.ClerkSendsAsync(ada.Deleted());
        await tab.On(way).SignInAsync(ada);
        await tab.On(way).SaysAsync(state);
        await tab.HearsAsync("user null");
        Assert.DoesNotContain(await tab.On(way).SeenAsync(), glimpse => glimpse.SaysStored || glimpse.ShowsContent);
    }

    [Fact]
    public async Task Whoever_was_deleted_may_come_back_as_somebody_new()
    {
        await using var tab = await site.OpenAsync();
        await tab.Store.SignInAsync(Person.Ada);
        await tab.Store.ShowsAsync("Ada Lovelace");
        await tab.Clerk.DeleteAsync();
        await tab.Store.Button("Sign in as a new Ada Lovelace").ClickAsync();
        await tab.Store.ShowsAsync("Ada Lovelace");
    }
}
