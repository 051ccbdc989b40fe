namespace OrleansUsers.Cluster.Tests;

/// <summary>Figures for <c>docs/reliability.md</c>: each test adds a row to the file that <c>FAULT_REPORT</c> names.</summary>
internal static class Report
{
    private static readonly Lock Writing = new();

    public static void Add(string row)
    {
        if (Environment.GetEnvironmentVariable("FAULT_REPORT") is not { Length: > 0 } file)
            return;
        lock (Writing)
            File.AppendAllText(file, row + "\n");
    }
}
