using System.Diagnostics;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>The commands of a page in docs, run as they stand there.</summary>
/// <param name="page">The name of its file.</param>
/// <param name="before">The block that the reader runs in each shell before others; null without one.</param>
internal sealed class DocumentCommands(string page, string? before = null)
{
    private const string Fence = "```";

    /// <summary>The page on back-ups and restoring.</summary>
    public static DocumentCommands Operations { get; } = new("operations.md");

    /// <summary>Runs the block of this name, and returns what it wrote.</summary>
    public async Task<string> RunAsync(string block, IReadOnlyDictionary<string, string> variables, string? folder = null)
    {
        var commands = (before is null ? "" : Block(before)) + Block(block);
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", commands])
        {
            WorkingDirectory = folder ?? Repository.Root,
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

    private string Block(string name)
    {
        var blocks = File.ReadAllText(Path.Combine(Repository.Root, "docs", page)).Split($"{Fence}sh {name}\n")[1..];
        var block = Assert.Single(blocks);
        return block[..block.IndexOf(Fence, StringComparison.Ordinal)];
    }
}
