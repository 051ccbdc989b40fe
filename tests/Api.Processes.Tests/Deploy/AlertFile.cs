using k8s;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>The alerts of <c>deploy/prometheus</c>.</summary>
public sealed class AlertFile
{
    public static readonly string Folder = Path.Combine(Repository.Root, "deploy", "prometheus");

    public IList<AlertGroup> Groups { get; set; } = [];

    public static string Text => File.ReadAllText(Path.Combine(Folder, "alerts.yaml"));

    public static IReadOnlyList<AlertRule> Read() =>
        [.. KubernetesYaml.Deserialize<AlertFile>(Text).Groups.SelectMany(group => group.Rules)];
}

/// <summary>A group of rules.</summary>
public sealed class AlertGroup
{
    public IList<AlertRule> Rules { get; set; } = [];
}

/// <summary>One alert.</summary>
public sealed class AlertRule
{
    public string Alert { get; set; } = "";

    public string Expr { get; set; } = "";

    public IDictionary<string, string> Labels { get; set; } = new Dictionary<string, string>();

    public IDictionary<string, string> Annotations { get; set; } = new Dictionary<string, string>();
}
