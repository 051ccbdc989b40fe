using Microsoft.Playwright;

namespace OrleansUsers.Web.Tests;

/// <summary>How a person's screen is set up.</summary>
internal sealed record Look(int Width = 1280, bool IsDark = false)
{
    public const int Height = 800;

    public BrowserNewContextOptions ToOptions(Uri page) => new()
    {
        BaseURL = page.ToString(),
        ViewportSize = new() { Width = Width, Height = Height },
        ColorScheme = IsDark ? ColorScheme.Dark : ColorScheme.Light,
        // A colour in the middle of a fade is nobody's choice, and would be measured as one.
        ReducedMotion = ReducedMotion.Reduce,
        Locale = "en-GB",
    };

    public override string ToString() => $"{(IsDark ? "dark" : "light")}-{Width}";
}
