using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

/// <summary>A process joins others that have 50,000 users in memory.</summary>
public sealed class JoinTruthTests(ITestOutputHelper output)
{
    private const int Users = 50_000;
    private const int BatchSize = 100;
    private static readonly ParallelOptions ManyAtOnce = new() { MaxDegreeOfParallelism = 8 };

    // Copies of one user, with ids and token identifiers of their own.
    private const string Copy = """
        insert into users (external_id, name, email, username, token_identifiers, created_at, updated_at, version, revision, state)
        select @id || '_' || n, name, email, username, array[replace(token_identifiers[1], @id, @id || '_' || n)],
               created_at, updated_at, version, revision, replace(state::text, @id, @id || '_' || n)::json
        from users, generate_series(1, 50000) as n where external_id = @id
        """;

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
        Assert.Equal(Users, await fleet.Database.ExecuteAsync(Copy, original.Id));
        var reader = await fleet.TokenAsync("reader");
        await Parallel.ForEachAsync(Enumerable.Range(1, Users).Chunk(BatchSize), ManyAtOnce, async (batch, _) =>
        {
            var at = fleet.All[batch[0] / BatchSize % fleet.All.Count];
            var answer = await new SignedIn(at, reader).ProfilesAsync(batch.Select(copy => $"{original.Id}_{copy}"));
            Assert.All(answer.Json!.AsArray(), Assert.NotNull);
        });
    }
}
