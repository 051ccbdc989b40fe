using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

public sealed class StartTests
{
    private const string Active = "select count(*) as silos from OrleansMembershipTable where Status = 3";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Two_front_ends_and_a_silo_that_start_at_the_same_moment_on_an_empty_database_are_one_cluster()
    {
        await using var foreign = ForeignClient.Start();
        await using var example = await Sandbox.StartAsync(foreign, DatabaseKind.Sqlite);
        await using var database = await UsersDatabase.CreateAsync(DatabaseKind.Postgres);
        var settings = example.Settings with { Database = database };

        await using var silo = SiloProcess.Start(settings);
        var starting = new[] { ApiProcess.StartAsync(settings), ApiProcess.StartAsync(settings) };
        await using var first = await starting[0];
        await using var second = await starting[1];
        await SilosAreAsync(database, 3);

        var users = Enumerable.Range(0, 60).Select(_ => Person.New()).ToArray();
        foreach (var user in users)
            Assert.Equal(HttpStatusCode.OK, (await first.DeliverAsync(example.Secret, user.Created())).Status);
        await AllAreReadAsync(example, users, second);

        await silo.StopAsync();
        Assert.Equal(0, silo.ExitCode);
        await SilosAreAsync(database, 2);
        await AllAreReadAsync(example, users, first);
    }

    [Fact]
    public async Task A_silo_without_front_end_is_refused_without_a_database()
    {
        await using var silo = SiloProcess.Start(new ApiSettings());
        await silo.Exited.WaitAsync(Patience);
        Assert.Equal(1, silo.ExitCode);
        Assert.Single(silo.Output.Split('\n'), line => line.Contains("ConnectionStrings__Users", StringComparison.Ordinal));
    }

    private static async Task AllAreReadAsync(Sandbox app, Person[] users, ApiProcess at)
    {
        var reader = await app.SignedInAsync(app.Clerk, "reader", at: at);
        Assert.DoesNotContain(null, (await reader.ProfilesAsync(users.Select(user => user.Id))).Json!.AsArray());
    }

    private static async Task SilosAreAsync(UsersDatabase database, long count)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while ((long)(await database.QueryAsync(Active))[0]["silos"]! != count)
            await look.WaitForNextTickAsync(patience.Token);
    }
}
