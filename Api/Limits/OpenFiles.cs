namespace OrleansUsers.Api;

/// <summary>How many files and sockets the process may have open at once.</summary>
internal static class OpenFiles
{
    private const string Line = "Max open files";

    /// <summary>The limit; null when the system does not report it. The runtime raises it to the hard limit at start.</summary>
    public static int? Limit()
    {
        try
        {
            var limits = File.ReadLines("/proc/self/limits").FirstOrDefault(line => line.StartsWith(Line, StringComparison.Ordinal));
            var words = limits?[Line.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return int.TryParse(words?[0], out var soft) ? soft : null;
        }
        catch (IOException)
        {
            // Only Linux has that file.
            return null;
        }
    }
}
