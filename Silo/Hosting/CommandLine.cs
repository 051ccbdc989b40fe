using System.Text.RegularExpressions;

namespace OrleansUsers.Silo;

/// <summary>What the process was started to do, and the settings on its command line.</summary>
/// <param name="Command">One of <see cref="Commands"/>, <see cref="Help"/> or <see cref="Version"/>; null means to run.</param>
/// <param name="Settings">The arguments that .NET reads as settings, such as <c>--environment Development</c>.</param>
public sealed partial record CommandLine(string? Command, string[] Settings)
{
    public const string Check = "check";
    public const string Migrate = "migrate";
    public const string Sync = "sync";
    public const string Help = "--help";
    public const string Version = "--version";

    /// <summary>The commands that are words.</summary>
    public static IReadOnlyList<string> Commands { get; } = [Check, Migrate, Sync];

    /// <summary>What <see cref="Sync"/> is asked for; null for every other command.</summary>
    public SyncArguments? SyncArguments { get; init; }

    /// <summary>
    /// Whether the process ends without running: it must not listen, join a cluster, or create a file that only a run needs.
    /// </summary>
    public bool EndsAtOnce => Command is not null;

    /// <summary>Whether the process is built without the settings that are wrong. It can be checked, but must not run.</summary>
    public bool LeavesOutWrongSettings { get; init; }

    /// <param name="hasSync">Whether the program has the command <see cref="Sync"/>.</param>
    /// <exception cref="SettingsException">There is an unknown command or option, or a second command.</exception>
    public static CommandLine Read(string[] arguments, bool hasSync = true)
    {
        var commands = hasSync ? Commands : [.. Commands.Where(name => name != Sync)];
        string? command = null;
        var sync = IsSync(arguments) ? new SyncArguments() : null;
        var settings = new List<string>();
        for (var i = 0; i < arguments.Length; i++)
        {
            var argument = arguments[i];
            if (argument is Help or "-h" or "-?")
                command = Help;
            else if (argument == Version)
                command ??= Version;
            else if (sync is not null && SyncArguments.IsOption(argument))
                sync = sync.With(arguments, ref i);
            else if (IsSetting(argument))
            {
                settings.Add(argument);
                if (IsFollowedByValue(argument) && i + 1 < arguments.Length)
                    settings.Add(arguments[++i]);
            }
            else
                command = command is null ? Known(argument, commands) : throw Refused("More than one command was given.", commands);
        }
        return new CommandLine(command, [.. settings]) { SyncArguments = sync };
    }

    // Options may stand before the command.
    private static bool IsSync(string[] arguments)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == Sync)
                return true;
            if (IsSetting(arguments[i]) && IsFollowedByValue(arguments[i]) && !SyncArguments.IsFlag(arguments[i]))
                i++;
        }
        return false;
    }

    private static bool IsSetting(string argument) => argument.Contains('=') || argument.StartsWith('-') || argument.StartsWith('/');

    // As .NET reads it: without an equals sign the next argument is the value.
    private static bool IsFollowedByValue(string argument) =>
        !(argument is Help or Version || argument.Contains('=') || IsShort(argument));

    private static bool IsShort(string argument) => argument.StartsWith('-') && !argument.StartsWith("--", StringComparison.Ordinal);

    private static string Known(string word, IReadOnlyList<string> commands) => Commands.FirstOrDefault(word.Equals)
        // What looks like no word may be a secret that lost its key.
        ?? throw Refused(
            Word().IsMatch(word) ? $"Unknown command {word}. The nearest one is {NearestKey.Of(word, commands)}." : "Unknown command.",
            commands);

    private static SettingsException Refused(string problem, IReadOnlyList<string> commands) =>
        new([$"{problem} Commands: {string.Join(", ", commands)}; without one the program runs. {Help} explains them."]);

    [GeneratedRegex(@"^[A-Za-z-]{1,20}\z")]
    private static partial Regex Word();
}
