using System.Net;
using Microsoft.Playwright;
using OrleansUsers.Harness;

namespace OrleansUsers.Web.Tests;

public sealed class WebhooksViewTests(Site site)
{
    [Fact]
    public async Task Deliveries_come_by_themselves_and_are_filtered_by_outcome_and_lead_to_their_user()
    {
        var person = Person.Ada;
        await using var page = await Operator.SignedInAsync(site, hash: "#/webhooks");
        await page.ShowsAsync("Webhooks");
        await site.Api.ClerkSendsAsync(person.Created());
        var refused = await site.Api.DeliverAsync("whsec_" + Convert.ToBase64String(new byte[32]), person.Created());
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        var rows = page.Region("Deliveries, newest first").GetByRole(AriaRole.Row);
        await Assertions.Expect(rows.Filter(new() { HasText = person.Id })).ToContainTextAsync("stored");
        await Assertions.Expect(page.Region("Health")).ToContainTextAsync("Median age");
        await page.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Refused") }).ClickAsync();
        await Assertions.Expect(rows.Nth(1)).ToContainTextAsync("No secret fits the signature.");
        await Assertions.Expect(rows.Filter(new() { HasText = person.Id })).ToHaveCountAsync(0);
        await page.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Stored") }).ClickAsync();
        await rows.GetByRole(AriaRole.Link, new() { Name = person.Id }).ClickAsync();
        await page.ShowsAsync(person.Name);
    }
}
