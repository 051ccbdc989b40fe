using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace OrleansUsers.Silo;

/// <summary>The command <c>check</c>: tries what a process needs, and prints a line for each result.</summary>
internal static class CheckCommand
{
    /// <summary>Returns the exit code: 0, or 1 when there is a fault.</summary>
    public static async Task<int> Run(CommandLine line, Func<CommandLine, IHost> build)
    {
        var hasFault = false;
        IReadOnlyList<ICheck> checks;
        try
        {
            checks = Checks(build(line));
            Report(CheckResult.Ok("settings: a process starts with them"));
        }
        catch (SettingsException wrong)
        {
            foreach (var fault in wrong.Lines)
                Report(CheckResult.Fault($"settings: {fault}"));
            checks = ChecksWithout(line, build);
            Report(CheckResult.Note(checks.Count == 0
                ? "nothing else was tried: without these settings there is nothing to try"
                : "what these settings are for is not tried. The rest is:"));
        }
        foreach (var results in CheckRun.Start(checks, TimeProvider.System))
        {
            foreach (var result in await results)
                Report(result);
        }
        return hasFault ? 1 : 0;

        void Report(CheckResult result)
        {
            Console.WriteLine(result);
            hasFault |= result.IsFault;
        }
    }

    private static IReadOnlyList<ICheck> Checks(IHost host) => [.. host.Services.GetServices<ICheck>()];

    // Any part of the host may need a setting that is wrong. The faults were reported already.
    private static IReadOnlyList<ICheck> ChecksWithout(CommandLine line, Func<CommandLine, IHost> build)
    {
        try
        {
            return Checks(build(line with { LeavesOutWrongSettings = true }));
        }
        catch (Exception)
        {
            return [];
        }
    }
}
