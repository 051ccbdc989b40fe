using Microsoft.Extensions.Configuration;

namespace OrleansUsers.Silo;

/// <summary>
/// Reads all settings of a process and collects the faults, so that one start reports them all. White space and one pair of quotes around a
/// value are removed. An empty value counts as not set.
/// </summary>
public sealed class SettingsReader
{
    private readonly IConfiguration _configuration;
    private readonly Dictionary<string, string?> _changed = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _shortKeys = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _faults = [];
    private readonly List<string> _notes = [];

    /// <param name="configuration">Gets one more source, which overrides all others with the cleaned values.</param>
    public SettingsReader(IConfigurationManager configuration)
    {
        _configuration = configuration;
        configuration.Sources.Add(new ChangedValues(_changed));
    }

    /// <summary>
    /// Whether the process only tries its settings or upgrades the schema. Then a port or a file that a running process uses is no fault,
    /// and nothing is created that only a run needs.
    /// </summary>
    public bool EndsAtOnce { get; init; }

    /// <summary>Whether <see cref="Conclude"/> ignores the faults: the process is built to check what does not depend on them.</summary>
    public bool LeavesOutWrongSettings { get; init; }

    /// <summary>Whether a setting at this path of the configuration, or below it, is wrong.</summary>
    public bool IsWrong(string path) => Array.Exists(
        [$"{KeyOf(path)}:", $"{SettingKey.Of(path)}:", $"{SettingKey.Of(path)}__"],
        start => _faults.Exists(fault => fault.StartsWith(start, StringComparison.OrdinalIgnoreCase)));

    /// <summary>The value of a single key; null when it is not set.</summary>
    public string? Text(string path) => Clean(path) is { Length: > 0 } text ? text : null;

    /// <summary>Whether the section has any key.</summary>
    public bool Has(string section) => NamesBelow(section).Any();

    /// <summary>The names, in lower case, of those sections below this one that hold a value.</summary>
    public IEnumerable<string> NamesBelow(string section) => _configuration.GetSection(section).GetChildren()
        .Where(child => child.AsEnumerable().Any(value => SettingText.OrNull(value.Value) is not null))
        .Select(child => child.Key.ToLowerInvariant()).Distinct();

    /// <summary>
    /// The settings of a section. Unknown keys, values that cannot be read and values that a validation attribute refuses are faults.
    /// </summary>
    public T Read<T>(string section)
        where T : class, new() => new SettingsBinder(this, _configuration).Bind<T>(section);

    /// <summary>
    /// Uses the values of short keys, such as <c>CLERK_ISSUER</c>, for a path. Several values are joined by a space: they are a list.
    /// </summary>
    public void TakeShortKeys(string path, params ReadOnlySpan<string> shortKeys)
    {
        var given = shortKeys.ToArray().Where(key => _configuration[key] is not null).ToArray();
        var section = _configuration.GetSection(path);
        if (section.Value is not null || section.GetChildren().Any())
        {
            if (given.FirstOrDefault(key => Text(key) is not null) is { } second)
                Refuse(second, $"{SettingKey.Of(path)} is set, too. Set only one of the two.");
            return;
        }
        _shortKeys[path] = given.FirstOrDefault() ?? shortKeys[0];
        if (given.Length > 0)
            _changed[path] = string.Join(' ', given.Select(Clean)).Trim();
    }

    /// <summary>The key of a path as an operator sets it: the short key where there is one.</summary>
    public string KeyOf(string path) => _shortKeys.GetValueOrDefault(path) ?? SettingKey.Of(path);

    /// <summary>Adds a fault: a setting is wrong.</summary>
    /// <param name="path">A path of the configuration, or an environment variable.</param>
    /// <param name="problem">What is wrong and what would be right, without the value.</param>
    public void Refuse(string path, string problem) => _faults.Add($"{KeyOf(path)}: {problem}");

    /// <summary>
    /// Runs code that may throw a <see cref="SettingException"/>. The exception is added as a fault, and the result is the default value.
    /// </summary>
    public T? Try<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (SettingException refused)
        {
            _faults.Add(refused.Message);
            return default;
        }
    }

    /// <inheritdoc cref="Try{T}"/>
    public void Try(Action read) => Try(() =>
    {
        read();
        return true;
    });

    /// <summary>Adds a line that the process writes when it starts.</summary>
    public void Note(string line) => _notes.Add(line);

    /// <summary>Ends the reading: throws an exception with all faults, or writes the notes when there are none.</summary>
    /// <exception cref="SettingsException">At least one setting is wrong.</exception>
    public void Conclude()
    {
        if (_faults.Count > 0 && LeavesOutWrongSettings)
            return;
        if (_faults.Count > 0)
            throw new SettingsException([.. _faults.Distinct()]);
        foreach (var note in _notes)
            Console.WriteLine(note);
    }

    /// <summary>The cleaned value, which from now on replaces the original one in the configuration; null when there is none.</summary>
    internal string? Clean(string path)
    {
        if (_configuration[path] is not { } value)
            return null;
        var clean = SettingText.Clean(value);
        if (clean != value)
            _changed[path] = clean;
        return clean;
    }

    private sealed class ChangedValues(Dictionary<string, string?> values) : ConfigurationProvider, IConfigurationSource
    {
        public IConfigurationProvider Build(IConfigurationBuilder builder)
        {
            Data = values;
            return this;
        }
    }
}
