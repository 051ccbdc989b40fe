using System.Text.RegularExpressions;

namespace OrleansUsers.Silo;

/// <summary>What <c>sync</c> is asked for on the command line, beside settings.</summary>
public sealed partial record SyncArguments
{
    private const string DryRunFlag = "--dry-run";
    private const string DeleteMissingFlag = "--delete-missing";
    private const string ForceFlag = "--force";
    private const string ProviderOption = "--provider";
    private const string ApiOption = "--api";

    private static readonly string[] Flags = [DryRunFlag, DeleteMissingFlag, ForceFlag];
    private static readonly string[] Known = [.. Flags, ProviderOption, ApiOption];

    // All other settings have an underscore or a colon in their names.
    private static readonly string[] SettingsOfLetters =
        ["--environment", "--urls", "--port", "--pathbase", "--contentroot", "--applicationname"];

    /// <summary>Whether the run only compares.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whether users are deleted whom the provider no longer has.</summary>
    public bool DeleteMissing { get; init; }

    /// <summary>Whether the API goes on where it would refuse to.</summary>
    public bool Force { get; init; }

    /// <summary>The provider; null where there is only one.</summary>
    public string? Provider { get; init; }

    /// <summary>The address of the API; null where it is that of the settings.</summary>
    public string? Api { get; init; }

    internal static bool IsFlag(string argument) => Flags.Contains(argument);

    /// <summary>Whether it is an option, known or not, and no setting.</summary>
    internal static bool IsOption(string argument) =>
        Option().IsMatch(NameOf(argument)) && !SettingsOfLetters.Contains(NameOf(argument), StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds the option at the index, and moves the index to its value where that is the next argument.</summary>
    /// <exception cref="SettingsException">It is unknown, or its value is missing or too much.</exception>
    internal SyncArguments With(string[] arguments, ref int index)
    {
        var argument = arguments[index];
        var name = NameOf(argument);
        if (IsFlag(name) && name != argument)
            throw new SettingsException([$"{name} takes no value."]);
        return name switch
        {
            DryRunFlag => this with { DryRun = true },
            DeleteMissingFlag => this with { DeleteMissing = true },
            ForceFlag => this with { Force = true },
            ProviderOption => this with { Provider = Value(name, arguments, ref index) },
            ApiOption => this with { Api = Value(name, arguments, ref index) },
            _ => throw new SettingsException(
                [$"Unknown option {name} of {CommandLine.Sync}. The nearest one is {NearestKey.Of(name, Known)}."]),
        };
    }

    private static string Value(string name, string[] arguments, ref int index)
    {
        string? value = null;
        if (arguments[index] != name)
            value = arguments[index][(name.Length + 1)..];
        else if (index + 1 < arguments.Length && !arguments[index + 1].StartsWith('-'))
            value = arguments[++index];
        return string.IsNullOrWhiteSpace(value) ? throw new SettingsException([$"{name} needs a value."]) : value.Trim();
    }

    private static string NameOf(string argument) => argument.Split('=')[0];

    [GeneratedRegex("^--?[A-Za-z][A-Za-z-]{0,39}$")]
    private static partial Regex Option();
}
