using System.Diagnostics;
using System.Text.RegularExpressions;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>The alerts of <c>deploy/prometheus</c>, by Prometheus' own tool.</summary>
public sealed partial class AlertTests
{
    private static readonly string Tests = Path.Combine(Repository.Root, "tests", "Api.Processes.Tests", "Deploy");

    [Fact]
    public async Task Prometheus_reads_the_configuration_and_the_alerts()
    {
        await PromtoolAsync("check", "config", "--syntax-only", Path.Combine(AlertFile.Folder, "prometheus.yaml"));
        await PromtoolAsync("check", "rules", Path.Combine(AlertFile.Folder, "alerts.yaml"));
    }

    [Theory, InlineData("alerts-hours.test.yaml"), InlineData("alerts-days.test.yaml")]
    public Task An_alert_fires_in_its_situation_and_in_no_other(string file) =>
        PromtoolAsync("test", "rules", Path.Combine(Tests, file));

    [Fact]
    public void Every_alert_is_tested()
    {
        var tests = string.Concat(Directory.GetFiles(Tests, "*.test.yaml").Select(File.ReadAllText));
        Assert.All(Alerts(), alert => Assert.Contains($"alertname=\"{alert}\"", tests, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_alert_has_its_place_in_the_runbook_and_the_runbook_has_no_other()
    {
        var runbook = File.ReadAllText(Path.Combine(Repository.Root, "docs", "runbook.md"));
        Assert.Equal(Alerts(), Headings().Matches(runbook).Select(heading => heading.Groups[1].Value));
        foreach (var section in Headings().Split(runbook)[1..].Chunk(2).Select(pair => pair[1]))
        {
            foreach (var part in new[] { "**Means:**", "**Look:**", "**Do:**" })
                Assert.Contains(part, section, StringComparison.Ordinal);
        }
        Assert.All(AlertFile.Read(), alert =>
        {
            Assert.Equal($"docs/runbook.md#{alert.Alert.ToLowerInvariant()}", alert.Annotations["runbook"]);
            Assert.NotEmpty(alert.Annotations["summary"]);
            Assert.Contains(alert.Labels["severity"], new[] { "critical", "warning" });
        });
    }

    [Fact]
    public async Task Prometheus_reads_every_expression_of_the_dashboard()
    {
        using var folder = new TemporaryFolder();
        var rules = DashboardFile.Expressions().Index().Select(expression =>
            $"  - record: panel:expression{expression.Index}\n    expr: '{WithoutVariables(expression.Item).Replace("'", "''")}'\n");
        await File.WriteAllTextAsync(folder.File("rules.yaml"), $"groups:\n- name: dashboard\n  rules:\n{string.Concat(rules)}");
        await PromtoolAsync("check", "rules", folder.File("rules.yaml"));
    }

    private static string WithoutVariables(string expression) => expression.Replace("$__rate_interval", "5m", StringComparison.Ordinal);

    private static IEnumerable<string> Alerts() => AlertFile.Read().Select(rule => rule.Alert);

    private static async Task PromtoolAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("promtool", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await output + await errors);
    }

    [GeneratedRegex(@"^## (OrleansUsers\w+)$", RegexOptions.Multiline)]
    private static partial Regex Headings();
}
