using System.Text.RegularExpressions;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>The metrics that alerts, dashboard and documents name are those that the program exports.</summary>
public sealed partial class DeployedMetricsTests(Apps apps)
{
    [Fact]
    public async Task Every_metric_of_the_alerts_and_the_dashboard_is_exported_from_the_start_of_a_program_without_any_setting()
    {
        await using var api = await ApiProcess.StartAsync(new ApiSettings());
        var exported = await ExportedMetrics.ReadAsync(api);
        AllAreExported(exported);
        IsDocumented(exported);
    }

    [Fact]
    public async Task Every_metric_of_the_alerts_and_the_dashboard_is_exported_from_the_start_on_PostgreSQL()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Postgres);
        AllAreExported(await ExportedMetrics.ReadAsync(app.Api));
    }

    [Fact]
    public void Selectors_are_found_in_an_expression()
    {
        var found = Selector.Of("""
            sum by (job, le) (rate(a_total{x="1", job="j", y!~"b|c"}[5m] offset 1d))
              > 0.5 * max(b{z=""}) and time() - c > 3 or d_x == bool 1
            """).ToList();
        Assert.Equal(["a_total", "b", "c", "d_x"], found.Select(selector => selector.Metric));
        Assert.Equal([("x", "=", "1"), ("y", "!~", "b|c")], found[0].Matchers);
        Assert.True(found[0].Matches(new Dictionary<string, string> { ["x"] = "1" }));
        Assert.False(found[0].Matches(new Dictionary<string, string> { ["x"] = "1", ["y"] = "c" }));
        Assert.True(found[1].Matches(new Dictionary<string, string>()));
    }

    private static void AllAreExported(ExportedMetrics exported)
    {
        var selectors = AlertFile.Read().Select(rule => rule.Expr).Concat(DashboardFile.Expressions()).SelectMany(Selector.Of)
            // Prometheus makes this one.
            .Where(selector => selector.Metric != "up").ToList();
        Assert.True(selectors.Count > 80, $"{selectors.Count} selectors");
        Assert.Empty(selectors.Select(exported.FaultOf).OfType<string>().Distinct());
    }

    private static void IsDocumented(ExportedMetrics exported)
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md"));
        var documented = Documented().Matches(page).Select(name => name.Groups[1].Value).ToHashSet();
        Assert.Equal(exported.OwnNames.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    // The first cell of a table's row.
    [GeneratedRegex(@"^\| `(orleans_users_\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Documented();
}
