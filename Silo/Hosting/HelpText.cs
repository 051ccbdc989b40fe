using System.Reflection;

namespace OrleansUsers.Silo;

/// <summary>What <c>--help</c> and <c>--version</c> print.</summary>
internal static class HelpText
{
    private const string Help = """
        Usage: dotnet run --project Api [-- <command>] [--<setting>=<value> ...]

          (no command)  Runs the process until it is stopped.
          check         Tries the settings, the database, its schema and rights, the clock, and the providers' keys. Writes nothing.
                        Exit code 0, or 1 when there is a fault.
          migrate       Creates or upgrades the schema of the database, and ends.
          sync          Asks a running API to compare its users with the provider's, shows the progress, and ends with a report.
                        Exit code 0, or 1 when it did not succeed, or when a dry run found differences. It needs ADMIN_API_KEY.
            --dry-run           Only compares.
            --delete-missing    Deletes users whom the provider no longer has.
            --force             Does so even where the API refuses it as too much.
            --provider <name>   Which provider, where there are several.
            --api <url>         Where the API is, when it is not where these settings would listen.
          --help        Prints this.
          --version     Prints the version.

        Settings are environment variables, or arguments with a colon for each __ . All are in docs/settings.md.
        """;

    /// <summary>Prints what the command line asks for. Returns the exit code.</summary>
    public static int Print(CommandLine line)
    {
        Console.WriteLine(line.Command == CommandLine.Help ? Help : $"OrleansUsers {Version}");
        return 0;
    }

    internal static string Version => typeof(HelpText).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
        .InformationalVersion.Split('+')[0];
}
