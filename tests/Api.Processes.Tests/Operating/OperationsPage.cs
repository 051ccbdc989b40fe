using System.Diagnostics;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>The commands of docs/operations.md, run as they stand there.</summary>
internal static class OperationsPage
{
    private const string Fence = "```";

    /// <summary>Runs the block of this name, and returns what it wrote.</summary>
    public static async Task<string> RunAsync(string block, IReadOnlyDictionary<string, string> variables)
    {
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", Block(block)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        start.Environment["PATH"] += $":{Environment.GetEnvironmentVariable("TEST_POSTGRES_PROGRAMS")}";
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{block}: {await output}{await errors}");
        return await output;
    }

    private static string Block(string name)
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md"));
        var blocks = page.Split($"{Fence}sh {name}\n")[1..];
        var block = Assert.Single(blocks);
        return block[..block.IndexOf(Fence, StringComparison.Ordinal)];
    }
}
