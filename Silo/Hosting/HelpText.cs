using System.Reflection;

namespace OrleansUsers.Silo;

/// <summary>What <c>--help</c> and <c>--version</c> print.</summary>
public static class HelpText
{
    private const string Start = """
        Usage: dotnet run --project {0} [-- <command>] [--<setting>=<value> ...]
               dotnet OrleansUsers.{0}.dll [<command>] [--<setting>=<value> ...]

          (no command)  Runs the process until it is stopped. Exit code 0, or another when it could not start or had to end.
          check         {1}
                        A line for each: ok, note or fault. Writes nothing, takes no lock, and ends within 15 seconds.
                        Exit code 0, or 1 when there is a fault.
          migrate       Creates or upgrades the schema of the database, and ends. Exit code 0, or 1 when it could not.
        """;

    private const string Sync = """
          sync          Asks a running API to compare its users with the provider's, shows the progress, and ends with a report.
                        Exit code 0, or 1 when it did not succeed, or when a dry run found differences. It needs ADMIN_API_KEY.
            --dry-run           Only compares.
            --delete-missing    Deletes users whom the provider no longer has.
            --force             Does so even where the API refuses it as too much.
            --provider <name>   Which provider, where there are several.
            --api <url>         Where the API is, when it is not where these settings would listen.
        """;

    private const string End = """
          --help        Prints this, as do -h and -?.
          --version     Prints the version.

        Settings are environment variables, or arguments with a colon for each __, such as --Storage:Path=users.db.
        --environment Development is short for ASPNETCORE_ENVIRONMENT. All settings are in docs/settings.md.
        """;

    private const string CheckOfApi = "Tries settings, secrets, database, schema, rights, issuers' keys, clocks and providers' APIs.";
    private const string CheckOfSilo = "Tries settings, database, schema, rights and the database's clock.";

    /// <summary>The version of the program.</summary>
    public static string Version { get; } = typeof(HelpText).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
        .InformationalVersion.Split('+')[0];

    /// <summary>Prints what the command line asks for. Returns the exit code.</summary>
    /// <param name="hasSync">Whether the program has the command <c>sync</c>: the front end has it, a silo alone does not.</param>
    internal static int Print(CommandLine line, bool hasSync)
    {
        Console.WriteLine(line.Command == CommandLine.Version ? $"OrleansUsers {Version}"
            : Start.Replace("{0}", hasSync ? "Api" : "Silo", StringComparison.Ordinal)
                .Replace("{1}", hasSync ? CheckOfApi : CheckOfSilo, StringComparison.Ordinal)
            + (hasSync ? $"\n{Sync}" : "") + $"\n{End}");
        return 0;
    }
}
