namespace OrleansUsers.Web.Tests;

/// <summary>Pictures for people to look at, in the folder that the environment variable <c>SCREENSHOTS</c> names. Without it there are none.</summary>
internal static class Picture
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("SCREENSHOTS");

    public static async Task TakeAsync(Tab tab, string state)
    {
        if (Folder is { Length: > 0 })
            await tab.Page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"{state}-{tab.Look}.png"), FullPage = true });
    }
}
