using System.Globalization;

namespace OrleansUsers.Cluster.Tests;

/// <summary>What the processes showed of what was acknowledged, from before a fault until nobody had written for seconds.</summary>
/// <param name="StaleAtOnce">Users who differed from their rows in a batch read at some process when the last change was answered.</param>
/// <param name="StaleLater">
/// Users who were shown older at some process than what was acknowledged a second before, or than their rows.
/// </param>
internal sealed record TruthReport(int Users, int Processes, int Acknowledged, int Reads, int StaleAtOnce, int StaleLater)
{
    /// <summary>A row for a table in Markdown.</summary>
    public string Row(string fault) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {fault} | {Processes} | {Users:N0} | {Acknowledged:N0} | {Reads:N0} | {StaleAtOnce:N0} | {StaleLater:N0} |");
}
