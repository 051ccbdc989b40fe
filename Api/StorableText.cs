namespace OrleansUsers.Api;

/// <summary>Other systems' text, made fit to be stored.</summary>
internal static class StorableText
{
    /// <summary>The text without NUL, which PostgreSQL stores in no text.</summary>
    public static string WithoutNul(this string text) => text.Replace("\0", "", StringComparison.Ordinal);
}
