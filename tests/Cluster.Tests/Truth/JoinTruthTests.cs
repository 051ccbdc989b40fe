using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

/// <summary>A process joins others that have 50,000 users in memory.</summary>
public sealed class JoinTruthTests(ITestOutputHelper output)
{
    private const int BatchSize = 100;
    private static readonly ParallelOptions ManyAtOnce = new() { MaxDegreeOfParallelism = 8 };

    [Fact]
    public async Task What_was_acknowledged_is_shown_after_two_processes_joined_under_load()
    {
        await using var fleet = await Fleet.StartAsync(processes: 2);
        await FillMemoryAsync(fleet);
        await using var truth = await TruthScenario.StartAsync(fleet, output, Seed.NewRandom(output), crowd: 600);
        truth.EndChangesWithin(seconds: 14);
        for (var joining = 0; joining < 2; joining++)
        {
            var joined = await fleet.JoinAsync();
            truth.Targets.Use(fleet.NumberOf(joined));
        }
        await truth.EndAsync("two processes joined two others with 50,000 users in memory");
    }

    private static async Task FillMemoryAsync(Fleet fleet)
    {
        var original = Person.New();
        Assert.Equal(HttpStatusCode.OK, (await fleet.All[0].DeliverAsync(fleet.Secret, original.Created())).Status);
        await Copies.InsertAsync(fleet.Database, original.Id);
        var reader = await fleet.TokenAsync("reader");
        await Parallel.ForEachAsync(Enumerable.Range(1, Copies.Count).Chunk(BatchSize), ManyAtOnce, async (batch, _) =>
        {
            var at = fleet.All[batch[0] / BatchSize % fleet.All.Count];
            var answer = await new SignedIn(at, reader).ProfilesAsync(batch.Select(copy => Copies.IdOf(original.Id, copy)));
            Assert.All(answer.Json!.AsArray(), Assert.NotNull);
        });
    }
}
