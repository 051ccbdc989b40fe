using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>Runs the program with a command.</summary>
internal static class CommandLines
{
    /// <summary>Returns what the command wrote, after checking its exit code, and that it wrote no stack trace.</summary>
    public static async Task<string> RunAsync(this ApiSettings settings, int exitCode, params string[] arguments)
    {
        var (code, output) = await ApiProcess.RunToExitAsync(settings with { Arguments = arguments }, TimeSpan.FromSeconds(60));
        Assert.True(code == exitCode, $"Exit code {code}:\n{output}");
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        return output;
    }
}
