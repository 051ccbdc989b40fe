namespace OrleansUsers.Silo;

/// <summary>
/// A setting is wrong or missing, and the process must not start. The text names the key and never the value, which may be a secret.
/// </summary>
/// <param name="key">The setting as an environment variable.</param>
/// <param name="problem">A sentence without its subject, which is the setting: what is wrong, and what would be right.</param>
public sealed class SettingException(string key, string problem, Exception? cause = null) : Exception($"{key}: {problem}", cause);

/// <summary>Several settings are wrong. Each line is one of them, as in <see cref="SettingException"/>.</summary>
public sealed class SettingsException(IReadOnlyList<string> lines) : Exception(string.Join(Environment.NewLine, lines))
{
    /// <summary>A line for each wrong setting.</summary>
    public IReadOnlyList<string> Lines => lines;
}
