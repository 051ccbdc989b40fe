using System.Diagnostics;
using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

/// <summary>The program as it was before its last change, built from the repository's own history.</summary>
internal sealed class PreviousBuild : IDisposable
{
    // A version to upgrade from, as git names it.
    private const string Chosen = "UPGRADE_FROM";

    // What the program is made of.
    private static readonly string[] Product =
        ["Api", "Silo", "Grains", "Grains.Interfaces", "Directory.Build.props", "Directory.Packages.props"];

    private readonly TemporaryFolder _folder = new();

    private PreviousBuild()
    {
    }

    public string Program { get; private set; } = "";

    /// <summary>The commit it was built from.</summary>
    public string Commit { get; private set; } = "";

    public static async Task<PreviousBuild> MakeAsync()
    {
        var build = new PreviousBuild();
        build.Commit = await CommitAsync();
        var archive = build._folder.File("source.tar");
        await RunAsync("git", "archive", "--output", archive, build.Commit);
        await RunAsync("tar", "xf", archive, "-C", build._folder.Path);
        await RunAsync(
            "dotnet", "build", build._folder.File("Api"), "--configuration", "Release", "--property", "RunAnalyzers=false",
            "--nologo", "--verbosity", "quiet", "--output", build._folder.File("built"));
        build.Program = Path.Combine(build._folder.File("built"), Path.GetFileName(Repository.ApiProgram));
        return build;
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<string> CommitAsync()
    {
        if (Environment.GetEnvironmentVariable(Chosen) is { Length: > 0 } chosen)
            return chosen;
        var log = await RunAsync("git", ["log", "-2", "--format=%H", "--", .. Product]);
        var changes = log.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        // What is not committed yet is the last change.
        var isDirty = (await RunAsync("git", ["status", "--porcelain", "--", .. Product])).Length > 0;
        return isDirty ? changes[0]
            : changes.Length > 1 ? changes[1]
            : throw new InvalidOperationException("This clone has no history to build the previous version from: clone it whole.");
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Repository.Root, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{output}");
    }
}
