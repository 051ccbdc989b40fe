using System.Text.RegularExpressions;
using Microsoft.Playwright;
using OrleansUsers.Harness;

namespace OrleansUsers.Web.Tests;

/// <summary>One of the two apps, as a person uses it.</summary>
internal sealed class WayPanel(Tab tab, Way way)
{
    private readonly string _title = way is Way.Store ? "Store from the client" : "Wait for the webhook";

    public ILocator Region => tab.Page.GetByRole(AriaRole.Region, new() { Name = _title, Exact = true });

    /// <summary>The state in words.</summary>
    public ILocator State => Region.GetByRole(AriaRole.Status);

    public async Task SignInAsync(Person person)
    {
        await Field("Name").FillAsync(person.Name);
        await Field("User id").FillAsync(person.Id);
        await Button("Sign in").ClickAsync();
    }

    public Task SignOutAsync() => Button("Sign out").ClickAsync();

    public ILocator Button(string name) => Region.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Field(string label) => Region.GetByLabel(label, new() { Exact = true });

    public ILocator Heading(string text) => Region.GetByRole(AriaRole.Heading, new() { Name = text, Exact = true });

    /// <summary>Waits until the app shows its content, live.</summary>
    public async Task ShowsAsync(string name)
    {
        await Assertions.Expect(Heading(name)).ToBeVisibleAsync();
        await SaysAsync("Stored, live");
    }

    /// <summary>Waits until the state begins with these words.</summary>
    public Task SaysAsync(string state) => Assertions.Expect(State).ToHaveTextAsync(new Regex("^" + Regex.Escape(state)));

    /// <summary>Whether the keyboard goes on from inside this app.</summary>
    public Task<bool> HoldsFocusAsync() => Region.EvaluateAsync<bool>("region => region.contains(document.activeElement)");

    /// <summary>All that the app has shown since the page was opened.</summary>
    public async Task<IReadOnlyList<Glimpse>> SeenAsync()
    {
        var glimpses = await tab.Page.EvaluateAsync<string[][]>("title => window.seen[title]", _title);
        return [.. glimpses.Select(glimpse => new Glimpse(State: glimpse[0], Text: glimpse[1]))];
    }

    /// <summary>Forgets what was seen, except for what is on the screen.</summary>
    public Task ForgetAsync() => tab.Page.EvaluateAsync("title => window.seen[title].splice(0, window.seen[title].length - 1)", _title);
}
