namespace OrleansUsers.Silo;

/// <summary>
/// A setting is wrong or missing, and the process must not start. The text names the key, but never the value, which may be a secret.
/// </summary>
/// <param name="key">The setting as an environment variable.</param>
/// <param name="problem">What is wrong and what would be right. It begins in lower case, because it follows the key and a colon.</param>
public sealed class SettingException(string key, string problem, Exception? cause = null) : Exception($"{key}: {problem}", cause);

/// <summary>One or several settings are wrong. Each has a line, as in <see cref="SettingException"/>.</summary>
public sealed class SettingsException(IReadOnlyList<string> lines) : Exception(string.Join(Environment.NewLine, lines))
{
    /// <summary>A line for each wrong setting.</summary>
    public IReadOnlyList<string> Lines => lines;
}
