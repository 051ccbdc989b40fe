using System.Diagnostics;
using OrleansUsers.Harness;

namespace OrleansUsers.Benchmarks;

/// <summary>
/// Updates of distinct users through their grains, once with our storage and once with Orleans' ADO.NET storage (with our SQL, which is
/// faster than its own), each on its own database of the same server, or in its own SQLite file. They take turns, since the machine's speed
/// drifts; what counts is the ratio within a round.
/// </summary>
internal static class GroupCommitBenchmark
{
    private const int Users = 10_000;
    private const int Callers = 256;
    private const int Rounds = 7;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(4);

    public static async Task Run(DatabaseKind kind)
    {
        await using var ourDatabase = await UsersDatabase.CreateAsync(kind);
        await using var theirDatabase = await UsersDatabase.CreateAsync(kind);
        await using var ours = await StorageUnderTest.Start(ourDatabase, useAdoNet: false);
        await using var theirs = await StorageUnderTest.Start(theirDatabase, useAdoNet: true);
        foreach (var storage in new[] { ours, theirs })
            await storage.UpdateEach(Users, Callers);

        Console.WriteLine($"{kind}: {Users} users, {Callers} callers, {Rounds} rounds of {Turn.TotalSeconds} s each after one to warm up");
        Console.WriteLine("round   group commit   ADO.NET provider   ratio");
        var ratios = new List<double>();
        for (var round = 0; round <= Rounds; round++)
        {
            var (group, adoNet) = (await PerSecond(ours), await PerSecond(theirs));
            if (round == 0)
                continue;
            ratios.Add(group / adoNet);
            Console.WriteLine($"{round,5}   {group,10:N0}/s   {adoNet,14:N0}/s   {group / adoNet,5:N2}");
        }
        ratios.Sort();
        Console.WriteLine($"median ratio {ratios[Rounds / 2]:N2}, from {ratios[0]:N2} to {ratios[^1]:N2}");
    }

    private static async Task<double> PerSecond(StorageUnderTest storage)
    {
        var clock = Stopwatch.StartNew();
        var updates = 0L;
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async caller =>
        {
            // Every caller has users of its own, so that no two writes meet at one grain.
            for (var n = caller; clock.Elapsed < Turn; n = (n + Callers) % (Users - (Users % Callers)))
            {
                await storage.Update(n);
                Interlocked.Increment(ref updates);
            }
        }));
        return updates / clock.Elapsed.TotalSeconds;
    }
}
