namespace OrleansUsers.Benchmarks;

/// <summary>One contestant's turn at one workload. CPU is in milliseconds for 1,000 requests, which is microseconds for one.</summary>
internal sealed record Turn(string Contestant, string Workload, int Round, LoadResult Load, double ServerCpu, double DatabaseCpu)
{
    public double Cpu => ServerCpu + DatabaseCpu;

    public static async Task<Turn> Take(
        Contestant contestant,
        Workload workload,
        int round,
        LoadGenerator load,
        Requests requests,
        int connections,
        TimeSpan time,
        double? perSecond = null)
    {
        var database = await DatabaseServer.Process;
        var (server0, database0) = (CpuTime.Of(contestant.Processes), CpuTime.OfFamily(database));
        var result = await load.Play(contestant.Addresses, requests, connections, time, perSecond);
        var (server1, database1) = (CpuTime.Of(contestant.Processes), CpuTime.OfFamily(database));
        return new Turn(contestant.Name, workload.Name, round, result, PerThousand(server1 - server0), PerThousand(database1 - database0));

        double PerThousand(TimeSpan used) => used.TotalMilliseconds * 1000 / result.N;
    }
}
