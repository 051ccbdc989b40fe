using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>The dashboards of <c>deploy/grafana</c>.</summary>
internal static class DashboardFile
{
    public static IReadOnlyList<JsonObject> All() =>
    [
        .. Directory.GetFiles(Path.Combine(Repository.Root, "deploy", "grafana"), "*.json")
            .Select(file => JsonNode.Parse(File.ReadAllText(file))!.AsObject()),
    ];

    /// <summary>The panels of a dashboard, those within collapsed rows included.</summary>
    public static IReadOnlyList<JsonObject> PanelsOf(JsonObject dashboard) =>
    [
        .. dashboard["panels"]!.AsArray().Select(panel => panel!.AsObject())
            .SelectMany(panel => panel["panels"] is JsonArray inner ? [panel, .. inner.Select(one => one!.AsObject())] : new[] { panel }),
    ];

    public static bool IsRow(JsonObject panel) => (string?)panel["type"] == "row";

    /// <summary>The expressions of a panel.</summary>
    public static IEnumerable<string> ExpressionsOf(JsonObject panel) =>
        (panel["targets"] as JsonArray ?? []).Select(target => (string)target!["expr"]!);

    public static IEnumerable<string> Expressions() => All().SelectMany(PanelsOf).SelectMany(ExpressionsOf);
}
