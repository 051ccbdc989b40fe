namespace OrleansUsers.Silo;

/// <summary>Follows symbolic links, of the file itself and of its folders.</summary>
internal static class RealPath
{
    // As many as Linux follows.
    private const int MaxLinks = 40;

    /// <summary>The full path without symbolic links. Links in a circle are returned as they are: nothing can open them.</summary>
    public static string Of(string path)
    {
        var links = 0;
        return Follow(Path.GetFullPath(path), ref links);
    }

    private static string Follow(string path, ref int links)
    {
        if (Path.GetDirectoryName(path) is not { } parent)
            return path;
        var folder = Follow(parent, ref links);
        var real = Path.Combine(folder, Path.GetFileName(path));
        return new FileInfo(real).LinkTarget is { } target && ++links <= MaxLinks
            ? Follow(Path.GetFullPath(target, folder), ref links)
            : real;
    }
}
