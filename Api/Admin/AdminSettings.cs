using System.Text.RegularExpressions;
using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>Keys for <c>/admin</c> beside <c>ADMIN_API_KEY</c>. Each has a name, which the audit record shows.</summary>
[SettingsSection("Admin")]
internal sealed partial class AdminSettings
{
    private const string MainKey = "ADMIN_API_KEY";
    private const string MainName = "admin";
    private const int MinLength = 32;

    /// <summary>Keys by name.</summary>
    public Dictionary<string, string> Keys { get; set; } = [];

    /// <summary>
    /// Returns all keys that are set; null when none is, and then <c>/admin</c> does not exist. Reports wrong ones to the reader.
    /// </summary>
    public AdminKeys? Read(SettingsReader reader)
    {
        var keys = Keys.Select(key => (Path: $"Admin:Keys:{key.Key}", Name: key.Key, Text: key.Value))
            .Where(key => key.Text.Length > 0).ToList();
        foreach (var key in keys.Where(
            key => !UsableName().IsMatch(key.Name) || key.Name.Equals(MainName, StringComparison.OrdinalIgnoreCase)))
            reader.Refuse(
                key.Path,
                "a key's name has 1 to 64 letters, digits, dots, dashes and underscores, "
                + $"and is not {MainName}, which is the name of {MainKey}.");
        if (reader.Text(MainKey) is { } main)
            keys.Insert(0, (MainKey, MainName, main));
        foreach (var key in keys.Where(key => key.Text.Length < MinLength))
            reader.Refuse(key.Path, $"it must have {MinLength} characters or more.");
        foreach (var same in keys.GroupBy(key => key.Text, StringComparer.Ordinal).Where(same => same.Count() > 1))
            reader.Refuse(
                same.Last().Path, "another name has the same key. Give each name its own key, so that audit records show who did what.");
        return keys.Count == 0 ? null : new AdminKeys(keys.Select(key => (key.Name, key.Text)));
    }

    /// <summary>
    /// Returns the key by which a command of this program is let in: the main one, else the first. Reports to the reader when none is set.
    /// </summary>
    public string? ReadFirst(SettingsReader reader)
    {
        Read(reader);
        var key = reader.Text(MainKey) ?? Keys.Values.FirstOrDefault(key => key.Length > 0);
        if (key is null)
            reader.Refuse(MainKey, "it is missing. Set the key that the running API has.");
        else if (key.Any(char.IsControl))
            reader.Refuse(MainKey, "it has a control character, which cannot be sent.");
        return key;
    }

    [GeneratedRegex("^[A-Za-z0-9._-]{1,64}$")]
    private static partial Regex UsableName();
}
