namespace OrleansUsers.Api;

/// <summary>Makes text of other systems fit to be stored.</summary>
internal static class StorableText
{
    /// <summary>Removes NUL characters, which PostgreSQL cannot store in a text.</summary>
    public static string WithoutNul(this string text) => text.Replace("\0", "", StringComparison.Ordinal);
}
