using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace OrleansUsers.Web.Tests;

/// <summary>An operator, with the page <c>/admin</c> open in a browser of their own.</summary>
internal sealed class Operator : IAsyncDisposable
{
    private readonly IBrowserContext _browser;

    private Operator(IBrowserContext browser, IPage page, Look look, Watch watch) =>
        (_browser, Page, Look, Watch) = (browser, page, look, watch);

    public IPage Page { get; }

    public Look Look { get; }

    /// <summary>Notes what goes wrong in this browser.</summary>
    public Watch Watch { get; }

    /// <summary>Opens the page. Nobody is signed in.</summary>
    /// <param name="before">What is to be arranged before the page runs.</param>
    public static async Task<Operator> OpenAsync(
        Site site, Look? look = null, string path = "/admin", Func<IPage, Task>? before = null)
    {
        look ??= new Look();
        var server = site.Api.Client.BaseAddress!;
        var browser = await site.OpenBrowserAsync(look.ToOptions(server));
        browser.SetDefaultTimeout((float)Site.Patience.TotalMilliseconds);
        var watch = new Watch(browser, server);
        var page = await browser.NewPageAsync();
        if (before is not null)
            await before(page);
        await page.GotoAsync(path);
        return new Operator(browser, page, look, watch);
    }

    /// <summary>Opens the page and signs in.</summary>
    public static async Task<Operator> SignedInAsync(Site site, Look? look = null, string hash = "")
    {
        var person = await OpenAsync(site, look, "/admin" + hash);
        await person.SignInAsync(Site.AdminKey);
        await Assertions.Expect(person.Views).ToBeVisibleAsync();
        return person;
    }

    public ILocator Key => Page.GetByLabel("Admin key");

    public ILocator Views => Page.GetByRole(AriaRole.Navigation, new() { Name = "Views" });

    public ILocator Search => Page.GetByLabel("Name, e-mail address or id");

    /// <summary>The question that is asked before something is changed.</summary>
    public ILocator Question => Page.GetByRole(AriaRole.Dialog);

    public async Task SignInAsync(string key)
    {
        await Key.FillAsync(key);
        await Page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Opens a view by its link.</summary>
    public async Task GoToAsync(string view, string? heading = null)
    {
        await Views.GetByRole(AriaRole.Link, new() { Name = view, Exact = true }).ClickAsync();
        await ShowsAsync(heading ?? view);
    }

    /// <summary>Opens a user by the address.</summary>
    public Task GoToUserAsync(string id) => Page.EvaluateAsync("id => { location.hash = `#/users/${encodeURIComponent(id)}`; }", id);

    /// <summary>Waits until a view or a user of this name is open.</summary>
    public Task ShowsAsync(string heading) =>
        Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { Name = heading, Exact = true, Level = 1 })).ToBeVisibleAsync();

    /// <summary>Waits until the page says so.</summary>
    public Task SaysAsync(string text) => Assertions.Expect(Page.GetByText(text).First).ToBeVisibleAsync();

    public ILocator Region(string name) => Page.GetByRole(AriaRole.Region, new() { Name = name, Exact = true });

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>The row of a field of the user that is open.</summary>
    public ILocator Field(string label) => Region("What is known").GetByRole(AriaRole.Listitem)
        .Filter(new() { Has = Page.GetByText(new Regex($"^{Regex.Escape(label)}$")) });

    /// <summary>Whether the heading of the view has the focus, so that keyboard and screen reader go on from there.</summary>
    public Task<bool> HasFocusOnHeadingAsync() => Page.EvaluateAsync<bool>("document.activeElement?.tagName === 'H1'");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _browser.CloseAsync();
}
