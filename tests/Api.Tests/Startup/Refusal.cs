using OrleansUsers.Harness;

namespace OrleansUsers.Api.Tests;

/// <summary>What a program does that cannot start: it ends with 1 and says in one line which setting is to blame, never its value.</summary>
internal static class Refusal
{
    public static async Task OfAsync(ApiSettings settings, string key, params IEnumerable<string> secrets)
    {
        var (exitCode, output) = await ApiProcess.RunToExitAsync(settings, TimeSpan.FromSeconds(60));
        Assert.True(exitCode == 1, $"Exit code {exitCode}:\n{output}");
        Assert.Single(output.Split('\n'), line => line.Contains(key, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        foreach (var secret in secrets)
            Assert.DoesNotContain(secret, output, StringComparison.Ordinal);
    }
}
