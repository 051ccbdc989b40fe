using System.Globalization;
using OrleansUsers.Harness;

namespace OrleansUsers.Benchmarks;

/// <summary>What a comparison is told on the command line, as <c>rounds=3 only=OrleansUsers,node-fastify</c>.</summary>
internal sealed class Options(IEnumerable<string> arguments)
{
    private readonly Dictionary<string, string> _given = arguments
        .Select(argument => argument.Split('=', 2))
        .ToDictionary(pair => pair[0], pair => pair[1]);

    public int Rounds => Number("rounds", 5);

    public TimeSpan Time => TimeSpan.FromSeconds(Number("seconds", 4));

    public int Connections => Number("connections", 64);

    /// <summary>Rounds before those that count.</summary>
    public int WarmUp => Number("warmup", 2);

    /// <summary>The clusters that are compared with the first one: <see cref="Contestant.StartCluster"/>.</summary>
    public IReadOnlyList<string> Shapes => List("shapes") ?? ["1", "2", "3"];

    /// <summary>The file that a plot goes to; null is none.</summary>
    public string? Plot => _given.GetValueOrDefault("plot");

    /// <summary>The program of an earlier build, for the contestant of that name.</summary>
    public string Earlier => _given["earlier"];

    public DatabaseKind Kind =>
        Enum.Parse<DatabaseKind>(_given.GetValueOrDefault("database", nameof(DatabaseKind.Postgres)), ignoreCase: true);

    public IReadOnlyList<string> Contestants =>
        List("only") ?? (Kind == DatabaseKind.Postgres ? [Contestant.Us, .. Contestant.Rivals] : [Contestant.Us, Contestant.SqliteRival]);

    public IReadOnlyList<Workload> Workloads =>
        List("workloads") is { } names ? [.. Workload.All.Where(workload => names.Contains(workload.Name))] : Workload.All;

    /// <summary>An option of one command only.</summary>
    public int Number(string name, int otherwise) =>
        _given.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    private string[]? List(string name) => _given.GetValueOrDefault(name)?.Split(',');
}
