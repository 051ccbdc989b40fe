using Microsoft.Playwright;

namespace OrleansUsers.Web.Tests;

/// <summary>The example page, open in one tab of a person's browser.</summary>
internal sealed class Tab : IAsyncDisposable
{
    private readonly IBrowserContext _browser;

    private Tab(IBrowserContext browser, IPage page, Look look, Watch watch) =>
        (_browser, Page, Look, Watch) = (browser, page, look, watch);

    public IPage Page { get; }

    public Look Look { get; }

    /// <summary>Notes what goes wrong in all tabs of this browser.</summary>
    public Watch Watch { get; }

    /// <summary>The app that stores its user from the client.</summary>
    public WayPanel Store => On(Way.Store);

    /// <summary>The app that waits for the webhook.</summary>
    public WayPanel Webhook => On(Way.Webhook);

    public ClerkPanel Clerk => new(Page.GetByRole(AriaRole.Region, new() { Name = "Play Clerk", Exact = true }));

    public MessagesPanel Messages => new(Page.GetByRole(AriaRole.Region, new() { Name = "Messages", Exact = true }));

    /// <summary>What the head of the page says of the connection.</summary>
    public ILocator Connection => Page.GetByRole(AriaRole.Status, new() { Name = "Connection" });

    /// <summary>Everything the page sends and receives, newest first.</summary>
    public ILocator Wire => Page.GetByRole(AriaRole.Log, new() { Name = "Requests and events" });

    /// <summary>Opens the page in a browser of its own.</summary>
    /// <param name="before">What is to be arranged before the page runs.</param>
    public static async Task<Tab> OpenAsync(IBrowser browser, Uri page, Look look, Func<IPage, Task>? before = null)
    {
        var context = await browser.NewContextAsync(look.ToOptions(page));
        context.SetDefaultTimeout((float)Site.Patience.TotalMilliseconds);
        await context.AddInitScriptAsync(Glimpse.Recorder);
        return await OpenAsync(context, look, new Watch(context, page), before);
    }

    /// <summary>As if another tab was in front of this one, which does not happen to a page that Playwright drives.</summary>
    public Task HideAsync() => SetVisibilityAsync("hidden");

    public Task ShowAsync() => SetVisibilityAsync("visible");

    /// <summary>One more tab of the same browser.</summary>
    public Task<Tab> OpenAnotherAsync() => OpenAsync(_browser, Look, Watch, null);

    /// <summary>Waits until the head of the page says so of the connection.</summary>
    public Task SaysAsync(string connection) => Assertions.Expect(Connection).ToHaveTextAsync(connection);

    /// <summary>Waits until something of these words went over the wire.</summary>
    public Task HearsAsync(string line) =>
        Assertions.Expect(Wire.GetByRole(AriaRole.Listitem).Filter(new() { HasText = line }).First).ToBeVisibleAsync();

    public WayPanel On(Way way) => new(this, way);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _browser.CloseAsync();

    private async Task SetVisibilityAsync(string state) => await Page.EvaluateAsync(
        """
        state => {
          Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }
        """,
        state);

    private static async Task<Tab> OpenAsync(IBrowserContext browser, Look look, Watch watch, Func<IPage, Task>? before)
    {
        var tab = new Tab(browser, await browser.NewPageAsync(), look, watch);
        if (before is not null)
            await before(tab.Page);
        await tab.Page.GotoAsync("/");
        return tab;
    }
}
