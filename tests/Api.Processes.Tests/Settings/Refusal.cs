using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>What a program does that cannot start: it ends with 1 and names in one line the setting to blame, never its value.</summary>
internal static class Refusal
{
    public static Task OfAsync(ApiSettings settings, string key, params IEnumerable<string> secrets) => LineOfAsync(settings, key, secrets);

    /// <summary>The line itself, after the same checks.</summary>
    public static async Task<string> LineOfAsync(ApiSettings settings, string key, params IEnumerable<string> secrets)
    {
        var (exitCode, output) = await ApiProcess.RunToExitAsync(settings, TimeSpan.FromSeconds(60));
        Assert.True(exitCode == 1, $"Exit code {exitCode}:\n{output}");
        var said = Assert.Single(output.Split('\n'), line => line.Contains(key, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        foreach (var secret in secrets)
            Assert.DoesNotContain(secret, output, StringComparison.Ordinal);
        return said;
    }
}
