using Microsoft.Playwright;
using OrleansUsers.Harness;

[assembly: AssemblyFixture(typeof(OrleansUsers.Web.Tests.Site))]

namespace OrleansUsers.Web.Tests;

/// <summary>The program as anybody starts it, and a browser. Each test opens a context of its own and takes fresh user ids.</summary>
public sealed class Site : IAsyncLifetime
{
    /// <summary>How long a test waits for what must come.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    internal const string AdminKey = "an-admin-key-of-more-than-32-characters";

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private ApiProcess? _api;
    private FakeClerkApi? _clerk;

    /// <summary>The program that all tests share which do not stop it.</summary>
    internal ApiProcess Api => _api!;

    /// <summary>Whose users the program may read.</summary>
    internal FakeClerkApi Clerk => _clerk!;

    /// <summary>Opens the page in the browser of one person.</summary>
    internal Task<Tab> OpenAsync(Uri? at = null, Look? look = null, Func<IPage, Task>? before = null) =>
        Tab.OpenAsync(_browser!, at ?? Api.Client.BaseAddress!, look ?? new Look(), before);

    /// <summary>A browser of its own, for a page that is not the example's.</summary>
    internal Task<IBrowserContext> OpenBrowserAsync(BrowserNewContextOptions options) => _browser!.NewContextAsync(options);

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout((float)Patience.TotalMilliseconds);
        _clerk = await FakeClerkApi.StartAsync();
        var starting = ApiProcess.StartAsync(new ApiSettings()
            .With("ADMIN_API_KEY", AdminKey)
            .With("CLERK_SECRET_KEY", _clerk.SecretKey)
            .With("CLERK_API_URL", _clerk.Url));
        _playwright = await Playwright.CreateAsync();
        _browser = await Chromium.LaunchAsync(_playwright);
        _api = await starting;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_api is not null)
            await _api.DisposeAsync();
        if (_clerk is not null)
            await _clerk.DisposeAsync();
    }
}
