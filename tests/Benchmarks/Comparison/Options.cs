using System.Globalization;

namespace OrleansUsers.Benchmarks;

/// <summary>What a comparison is told on the command line, as <c>rounds=3 only=OrleansUsers,node-fastify</c>.</summary>
internal sealed class Options(IEnumerable<string> arguments)
{
    private readonly Dictionary<string, string> _given = arguments.Select(argument => argument.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

    public int Rounds => Number("rounds", 5);

    public TimeSpan Time => TimeSpan.FromSeconds(Number("seconds", 4));

    public int Connections => Number("connections", 64);

    /// <summary>Where tables and plots go besides the console; null is nowhere.</summary>
    public string? Into => _given.GetValueOrDefault("into");

    public IReadOnlyList<string> Contestants => List("only") ?? [Contestant.Us, .. Contestant.Rivals];

    public IReadOnlyList<Workload> Workloads =>
        List("workloads") is { } names ? [.. Workload.All.Where(workload => names.Contains(workload.Name))] : Workload.All;

    private string[]? List(string name) => _given.GetValueOrDefault(name)?.Split(',');

    private int Number(string name, int otherwise) =>
        _given.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
