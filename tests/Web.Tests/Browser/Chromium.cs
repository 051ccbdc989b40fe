using Microsoft.Playwright;

namespace OrleansUsers.Web.Tests;

/// <summary>The machine's own browser: nothing is downloaded.</summary>
internal static class Chromium
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    public static Task<IBrowser> LaunchAsync(IPlaywright playwright) => playwright.Chromium.LaunchAsync(new()
    {
        ExecutablePath = Find(),
        // Its sandbox refuses to run as root, as tests in a container do. It opens nothing but this repository's page.
        // On a machine without a graphics card, drawing by a process of its own costs a tenth of the time.
        Args = ["--no-sandbox", "--disable-gpu"],
    });

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } chosen)
            return chosen;
        var folders = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
        return Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException(
                "There is no Chromium on the PATH. Install it (Debian: apt-get install chromium), or name one in the variable CHROMIUM.");
    }
}
