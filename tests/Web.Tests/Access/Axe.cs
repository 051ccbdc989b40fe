using Microsoft.Playwright;
using OrleansUsers.Harness;

namespace OrleansUsers.Web.Tests;

/// <summary>Deque's axe-core, run inside the page.</summary>
internal static class Axe
{
    private static readonly Lazy<string> Source = new(() => File.ReadAllText(File.Exists(Path)
        ? Path
        : throw new InvalidOperationException("The npm packages of web are missing. Run ./test.sh, which installs them.")));

    private static string Path => System.IO.Path.Combine(Repository.Root, "web", "node_modules", "axe-core", "axe.min.js");

    /// <summary>What keeps somebody from using what is on the screen, a line for each place.</summary>
    public static async Task<string[]> ViolationsAsync(IPage page)
    {
        await page.EvaluateAsync(Source.Value);
        return await page.EvaluateAsync<string[]>("""
            async () => {
              const { violations } = await axe.run();
              return violations.flatMap(({ id, help, nodes }) => nodes.map(node => `${id}: ${help}: ${node.html} ${node.failureSummary}`));
            }
            """);
    }
}
