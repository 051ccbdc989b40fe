namespace OrleansUsers.Benchmarks;

/// <summary>
/// One kind of load. <paramref name="PerSecond"/> is more than any server answers in a second, so that a turn's requests do not run out.
/// </summary>
internal sealed record Workload(string Name, string What, int PerSecond, Func<RequestMaker, int, Task<Requests>> Make)
{
    public static readonly IReadOnlyList<Workload> All =
    [
        new("W1", "creates", 30_000, (requests, count) => requests.CreateNew(count)),
        new("W2", "updates of 10,000 users", 40_000, (requests, count) => requests.Update(count)),
        new("R1", "reads of 10,000 users", 0, (requests, _) => requests.Read()),
        new("M", "95 % reads, 5 % updates", 90_000, (requests, count) => requests.Mixed(count)),
    ];

    /// <summary>The requests of one turn, which each contestant gets alike.</summary>
    public Task<Requests> For(RequestMaker requests, TimeSpan time, double? perSecond = null) =>
        Make(requests, (int)((perSecond ?? PerSecond) * time.TotalSeconds) + 1);
}
