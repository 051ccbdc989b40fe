namespace OrleansUsers.Silo;

/// <summary>A setting is wrong or missing, and the process must not start. The text names the key and never the value, which may be a secret.</summary>
public sealed class SettingException(string key, string problem, Exception? cause = null) : Exception($"{key}: {problem}", cause);
