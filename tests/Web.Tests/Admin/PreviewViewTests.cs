using System.Net;
using Microsoft.Playwright;
using OrleansUsers.Harness;

namespace OrleansUsers.Web.Tests;

public sealed class PreviewViewTests(Site site)
{
    [Fact]
    public async Task An_event_shows_what_it_would_change_and_stores_nothing()
    {
        var person = Person.Ada;
        await site.Api.ClerkSendsAsync(person.Created());
        await using var page = await Operator.SignedInAsync(site);
        await page.GoToAsync("What if", "What if this event came?");
        await page.Button("Show what it would do").ClickAsync();
        await page.SaysAsync("Paste an event first.");
        await page.Page.GetByLabel("Event", new() { Exact = true }).Last
            .FillAsync(person.Named("Augusta", "King").Updated().ToJsonString());
        await page.Button("Show what it would do").ClickAsync();
        var name = page.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Augusta King" });
        await Assertions.Expect(name).ToContainTextAsync("changes");
        await Assertions.Expect(name).ToContainTextAsync("Ada Lovelace");
        await page.GoToUserAsync(person.Id);
        await page.ShowsAsync("Ada Lovelace");
    }

    [Fact]
    public async Task A_body_that_is_no_event_is_refused_in_words()
    {
        await using var page = await Operator.SignedInAsync(site, hash: "#/what-if");
        page.Watch.Expect(HttpStatusCode.BadRequest);
        await page.Page.GetByLabel("Event", new() { Exact = true }).Last.FillAsync("{");
        await page.Button("Show what it would do").ClickAsync();
        await page.SaysAsync("The body is not an event");
    }
}
