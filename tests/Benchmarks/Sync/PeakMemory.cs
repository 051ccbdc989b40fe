using System.Globalization;

namespace OrleansUsers.Benchmarks;

/// <summary>The largest resident memory of a process, which Linux keeps.</summary>
internal static class PeakMemory
{
    private const string Line = "VmHWM:";

    /// <summary>Forgets it: the next peak begins with what is resident now.</summary>
    public static void Reset(int process) => File.WriteAllText($"/proc/{process}/clear_refs", "5");

    /// <summary>The peak since the reset, in megabytes.</summary>
    public static double Of(int process)
    {
        var text = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith(Line, StringComparison.Ordinal));
        return long.Parse(text[Line.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * 1024 / 1e6;
    }
}
