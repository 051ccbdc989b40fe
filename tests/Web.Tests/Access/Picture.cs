using Microsoft.Playwright;

namespace OrleansUsers.Web.Tests;

/// <summary>Pictures for people to look at, in the folder named by the variable <c>SCREENSHOTS</c>; without it there are none.</summary>
internal static class Picture
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("SCREENSHOTS");

    public static async Task TakeAsync(IPage page, Look look, string state)
    {
        if (Folder is not { Length: > 0 })
            return;
        // All of it in one window, since a part of the page is as high as the window and does not scroll with the rest.
        var height = await page.EvaluateAsync<int>("document.documentElement.scrollHeight");
        await page.SetViewportSizeAsync(look.Width, height);
        await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"{state}-{look}.png") });
        await page.SetViewportSizeAsync(look.Width, Look.Height);
    }
}
