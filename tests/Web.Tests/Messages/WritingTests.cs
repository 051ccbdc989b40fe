using System.Net;
using Microsoft.Playwright;
using OrleansUsers.Harness;

namespace OrleansUsers.Web.Tests;

public sealed class WritingTests(Site site)
{
    [Fact]
    public async Task Who_is_not_stored_yet_is_told_why_it_may_not_write_and_keeps_what_it_wrote()
    {
        await using var tab = await site.OpenAsync();
        var ada = Person.Ada;
        tab.Watch.Expect(HttpStatusCode.Forbidden);
        await tab.Webhook.SignInAsync(ada);
        await tab.Webhook.SaysAsync("Waiting for the webhook…");
        await tab.Messages.WriteAsync($"Too early, {ada.Id}");
        await tab.Messages.RefusesAsync("only stored users write");

        await site.Api.ClerkSendsAsync(ada.Created());
        await tab.Webhook.ShowsAsync("Ada Lovelace");
        await tab.Messages.Button("Send").ClickAsync();
        await tab.Messages.ShowsAsync($"Too early, {ada.Id}", "Ada Lovelace");
        await Assertions.Expect(tab.Messages.Box).ToHaveValueAsync("");
    }

    [Fact]
    public async Task With_two_signed_in_a_message_is_of_the_one_chosen()
    {
        await using var tab = await site.OpenAsync();
        var (ada, grace) = (Person.Ada, Person.Grace);
        await site.Api.ClerkSendsAsync(grace.Created());
        await tab.Store.SignInAsync(ada);
        await tab.Store.ShowsAsync("Ada Lovelace");
        await tab.Webhook.SignInAsync(grace);
        await tab.Webhook.ShowsAsync("Grace Hopper");
        await tab.Messages.Region.GetByLabel("Grace Hopper (way 2)").CheckAsync();
        await tab.Messages.WriteAsync($"By {grace.Id}");
        await tab.Messages.ShowsAsync($"By {grace.Id}", "Grace Hopper");
        await tab.Messages.Region.GetByLabel("Ada Lovelace (way 1)").CheckAsync();
        await tab.Messages.WriteAsync($"By {ada.Id}");
        await tab.Messages.ShowsAsync($"By {ada.Id}", "Ada Lovelace");
    }

    [Fact]
    public async Task Nothing_to_send_is_said_and_not_sent()
    {
        await using var tab = await site.OpenAsync();
        await tab.Store.SignInAsync(Person.Ada);
        await tab.Store.ShowsAsync("Ada Lovelace");
        await tab.Messages.WriteAsync("   ");
        await tab.Messages.RefusesAsync("Write something first.");
    }
}
