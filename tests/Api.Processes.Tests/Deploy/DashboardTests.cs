using System.Text.Json.Nodes;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>The dashboards of <c>deploy/grafana</c> load without edits and explain themselves.</summary>
public sealed class DashboardTests
{
    private const int Columns = 24;

    [Fact]
    public void Every_panel_has_an_id_of_its_own_a_title_a_description_and_a_unit()
    {
        foreach (var dashboard in DashboardFile.All())
        {
            var panels = DashboardFile.PanelsOf(dashboard);
            Assert.Equal(panels.Count, panels.Select(panel => (int)panel["id"]!).Distinct().Count());
            Assert.All(panels, panel => Assert.NotEmpty((string)panel["title"]!));
            Assert.All(panels.Where(panel => !DashboardFile.IsRow(panel)), panel =>
            {
                Assert.EndsWith(".", (string?)panel["description"], StringComparison.Ordinal);
                Assert.NotEmpty((string)panel["fieldConfig"]!["defaults"]!["unit"]!);
                Assert.NotEmpty(DashboardFile.ExpressionsOf(panel));
            });
        }
    }

    [Fact]
    public void No_panel_overlaps_another()
    {
        foreach (var dashboard in DashboardFile.All())
        {
            var cells = DashboardFile.PanelsOf(dashboard).SelectMany(CellsOf).ToList();
            Assert.Equal(cells.Count, cells.Distinct().Count());
            Assert.All(cells, cell => Assert.InRange(cell.X, 0, Columns - 1));
        }
    }

    [Fact]
    public void Everything_is_asked_of_the_chosen_data_source_job_and_process()
    {
        foreach (var dashboard in DashboardFile.All())
        {
            var variables = dashboard["templating"]!["list"]!.AsArray().Select(variable => (string)variable!["name"]!);
            Assert.Equal(["datasource", "job", "instance"], variables);
            var panels = DashboardFile.PanelsOf(dashboard).Where(panel => !DashboardFile.IsRow(panel)).ToList();
            var sources = panels.Concat(panels.SelectMany(panel => panel["targets"]!.AsArray()).Select(target => target!.AsObject()));
            Assert.All(sources, node => Assert.Equal("${datasource}", (string?)node["datasource"]!["uid"]));
            Assert.All(panels.SelectMany(DashboardFile.ExpressionsOf), expression => Assert.Equal(
                Selector.Of(expression).Count(),
                expression.Split("job=\"$job\", instance=~\"$instance\"").Length - 1));
        }
    }

    private static IEnumerable<(int X, int Y)> CellsOf(JsonObject panel)
    {
        var (at, w, h) = (panel["gridPos"]!, (int)panel["gridPos"]!["w"]!, (int)panel["gridPos"]!["h"]!);
        return Enumerable.Range(0, w * h).Select(cell => ((int)at["x"]! + (cell % w), (int)at["y"]! + (cell / w)));
    }
}
