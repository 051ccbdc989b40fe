using System.Globalization;
using System.Text.RegularExpressions;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>How many webhook events the program has counted.</summary>
internal static partial class WebhookCounts
{
    /// <summary>The sum of the samples with all of these labels.</summary>
    public static double Of(string metrics, params string[] labels) =>
        Samples().Matches(metrics)
            .Where(sample => labels.All(label => sample.Groups[1].Value.Contains(label, StringComparison.Ordinal)))
            .Sum(sample => double.Parse(sample.Groups[2].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"^orleans_users_webhook_events_total\{(.*)\} ([-+.\dEe]+)", RegexOptions.Multiline)]
    private static partial Regex Samples();
}
