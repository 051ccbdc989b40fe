using System.Globalization;

namespace OrleansUsers.Benchmarks;

/// <summary>What processes have used of the processors, from <c>/proc/PID/stat</c>.</summary>
internal static class CpuTime
{
    // USER_HZ, which Linux has at 100 on every machine that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>Of one process and those of its children that have ended.</summary>
    public static TimeSpan Of(int process) => Read(process)?.Used ?? TimeSpan.Zero;

    /// <summary>Of several such processes.</summary>
    public static TimeSpan Of(IEnumerable<int> processes) => processes.Aggregate(TimeSpan.Zero, (sum, process) => sum + Of(process));

    /// <summary>Of a process and all its children, running or not: for PostgreSQL, where every connection is a child.</summary>
    public static TimeSpan OfFamily(int parent)
    {
        var used = Of(parent);
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var process) && Read(process) is { } child && child.Parent == parent)
                used += child.Used;
        }
        return used;
    }

    private static (int Parent, TimeSpan Used)? Read(int process)
    {
        try
        {
            // The second field is the program's name in brackets, which may hold anything.
            var text = File.ReadAllText($"/proc/{process}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            var ticks = fields[11..15].Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
            return (int.Parse(fields[1], CultureInfo.InvariantCulture), TimeSpan.FromSeconds(ticks / TicksPerSecond));
        }
        catch (IOException)
        {
            // It has just ended.
            return null;
        }
    }
}
