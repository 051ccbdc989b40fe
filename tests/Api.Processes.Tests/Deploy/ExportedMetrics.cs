using System.Text.RegularExpressions;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>What a running program answers at <c>/metrics</c>.</summary>
internal sealed partial class ExportedMetrics
{
    private const string Own = "orleans_users_";
    private readonly ILookup<string, Dictionary<string, string>> _series;

    private ExportedMetrics(string text)
    {
        _series = Samples().Matches(text).ToLookup(sample => sample.Groups[1].Value, sample => LabelsOf(sample.Groups[2].Value));
        OwnNames = Types().Matches(text).Select(type => type.Groups[1].Value)
            .Where(name => name.StartsWith(Own, StringComparison.Ordinal)).ToHashSet();
    }

    /// <summary>The names of the program's own metrics.</summary>
    public IReadOnlySet<string> OwnNames { get; }

    /// <summary>Reads them once the server has measured its first request, which is that for its readiness.</summary>
    public static async Task<ExportedMetrics> ReadAsync(ApiProcess api) => new((await Until.AnswerAsync(
        () => api.AskAsync("/metrics", Operator.Key(Sandbox.AdminKey)),
        metrics => metrics.Body.Contains("http_server_request_duration_seconds_count", StringComparison.Ordinal))).Body);

    /// <summary>What is wrong with a selector; null when it finds something, or would after the first request of its kind.</summary>
    public string? FaultOf(Selector selector)
    {
        if (!_series.Contains(selector.Metric))
            return $"{selector.Metric} is not exported.";
        var series = _series[selector.Metric];
        // The values of the frameworks' labels come with requests.
        var isFound = selector.Metric.StartsWith(Own, StringComparison.Ordinal)
            ? series.Any(selector.Matches)
            : selector.Matchers.All(matcher => series.Any(labels => labels.ContainsKey(matcher.Label)));
        return isFound ? null : $"{selector.Metric} has no series with {string.Join(", ", selector.Matchers)}.";
    }

    private static Dictionary<string, string> LabelsOf(string text) =>
        Labels().Matches(text).ToDictionary(label => label.Groups[1].Value, label => label.Groups[2].Value);

    [GeneratedRegex(@"^(\w+)(?:\{(.*)\})? \S+", RegexOptions.Multiline)]
    private static partial Regex Samples();

    [GeneratedRegex(@"^# TYPE (\w+) ", RegexOptions.Multiline)]
    private static partial Regex Types();

    [GeneratedRegex("""(\w+)="((?:[^"\\]|\\.)*)"\s*""")]
    private static partial Regex Labels();
}
