using Microsoft.Playwright;
using OrleansUsers.Harness;

namespace OrleansUsers.Web.Tests;

public sealed class UsersViewTests(Site site)
{
    [Fact]
    public async Task A_search_finds_while_it_is_typed_and_is_not_in_the_address()
    {
        var word = $"Zofia{Guid.NewGuid():N}";
        var person = Person.Ada.Named(word, "Kowalska") with { Email = $"{word}@example.test" };
        await site.Api.ClerkSendsAsync(person.Created());
        await using var page = await Operator.SignedInAsync(site);
        await page.Search.PressSequentiallyAsync(word[..12]);
        var found = page.Region("Users found");
        await Assertions.Expect(found.GetByRole(AriaRole.Status).First).ToHaveTextAsync("1 user");
        await Assertions.Expect(found).ToContainTextAsync(person.Id);
        Assert.DoesNotContain(word[..12], page.Page.Url, StringComparison.Ordinal);

        await found.GetByRole(AriaRole.Link, new() { Name = person.Name }).ClickAsync();
        await page.ShowsAsync(person.Name);
        await page.Page.GoBackAsync();
        await page.ShowsAsync("Users");
        await Assertions.Expect(page.Search).ToHaveValueAsync(word[..12]);
        await Assertions.Expect(found.GetByRole(AriaRole.Status).First).ToHaveTextAsync("1 user");
    }

    [Fact]
    public async Task Deleted_users_are_listed_apart_and_nobody_found_leads_on_by_the_id()
    {
        var person = Person.Ada;
        await site.Api.ClerkSendsAsync(person.Created());
        await site.Api.ClerkSendsAsync(person.Deleted());
        await using var page = await Operator.SignedInAsync(site);
        var found = page.Region("Users found");
        await page.Search.FillAsync(person.Id);
        await page.SaysAsync("No user is found.");
        await page.Page.GetByLabel("Deleted users").CheckAsync();
        await found.GetByRole(AriaRole.Link, new() { Name = "Deleted user" }).ClickAsync();
        await page.SaysAsync("You can reinstate the id.");
        await page.Page.GoBackAsync();

        page.Watch.Expect(System.Net.HttpStatusCode.NotFound);
        await page.Search.FillAsync("user_nobody");
        await found.GetByRole(AriaRole.Link, new() { Name = "Open user_nobody" }).ClickAsync();
        await page.SaysAsync("There is no such user, and none of this id was deleted.");
    }
}
