using System.Net;
using Microsoft.Playwright;

namespace OrleansUsers.Web.Tests;

public sealed class SignInTests(Site site)
{
    // Everything that outlives a reload or leaves the tab.
    private const string Kept = """
        async () => JSON.stringify([
          location.href, document.title, document.cookie, { ...localStorage }, { ...sessionStorage }, history.state,
          await indexedDB.databases(), await caches.keys(), performance.getEntries().map(entry => entry.name),
          document.documentElement.outerHTML,
        ])
        """;

    [Fact]
    public async Task A_wrong_key_is_refused_by_the_page_itself_and_the_right_one_opens_it()
    {
        await using var person = await Operator.OpenAsync(site);
        person.Watch.Expect(HttpStatusCode.Unauthorized);
        await Assertions.Expect(person.Key).ToBeFocusedAsync();
        await person.SignInAsync("no-key-of-this-server-whatever-its-length");
        await person.SaysAsync("The server does not accept this key.");
        await Assertions.Expect(person.Key).ToBeFocusedAsync();
        await person.SignInAsync("ключ");
        await person.SaysAsync("The key has characters that cannot be sent.");
        await person.SignInAsync($"  {Site.AdminKey} ");
        await person.ShowsAsync("Users");
        Assert.True(await person.HasFocusOnHeadingAsync());
    }

    [Fact]
    public async Task The_key_is_in_the_memory_of_the_tab_only()
    {
        await using var person = await Operator.SignedInAsync(site);
        await person.GoToAsync("Check");
        Assert.DoesNotContain(Site.AdminKey, await person.Page.EvaluateAsync<string>(Kept), StringComparison.Ordinal);
        person.Watch.ExpectReload();
        await person.Page.ReloadAsync();
        await Assertions.Expect(person.Key).ToHaveValueAsync("");
        await person.SignInAsync(Site.AdminKey);
        await person.ShowsAsync("Check");
        await person.Button("Sign out").ClickAsync();
        await Assertions.Expect(person.Key).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Behind_a_proxy_that_takes_a_prefix_away_the_page_works()
    {
        await using var person = await Operator.OpenAsync(site, before: page => page.RouteAsync(
            "**/behind/**",
            route => route.ContinueAsync(new() { Url = route.Request.Url.Replace("/behind/", "/", StringComparison.Ordinal) })),
            path: "/behind/admin");
        await person.SignInAsync(Site.AdminKey);
        await person.ShowsAsync("Users");
        await person.SaysAsync("user");
    }

    [Fact]
    public async Task A_key_that_is_withdrawn_leads_back_to_the_sign_in_and_then_to_the_same_view()
    {
        await using var person = await Operator.SignedInAsync(site);
        person.Watch.Expect(HttpStatusCode.Unauthorized);
        await person.Page.RouteAsync("**/admin/webhooks", route => route.FulfillAsync(new() { Status = 401 }));
        await person.Views.GetByText("Webhooks").ClickAsync();
        await person.SaysAsync("The server does not accept this key any more.");
        await person.Page.UnrouteAllAsync();
        await person.SignInAsync(Site.AdminKey);
        await person.ShowsAsync("Webhooks");
    }
}
