using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

/// <summary>The program behind Debian's PgBouncer in transaction mode, with the connection string as the only setting.</summary>
public sealed class PgBouncerTests(ITestOutputHelper output)
{
    private const int Kills = 5;
    private const int Events = 2_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Two_processes_behind_a_transaction_pooler_lose_nothing_when_they_are_restarted_and_killed_under_load()
    {
        var random = Seed.NewRandom(output);
        await using var foreign = ForeignClient.Start();
        await using var example = await Sandbox.StartAsync(foreign, DatabaseKind.Sqlite);
        await using var database = await UsersDatabase.CreateAsync(DatabaseKind.Postgres);
        await using var pooler = await PgBouncer.StartAsync(database.Postgres!);
        var settings = example.Settings.As(pooler.ConnectionString);
        // Both create the schema at the same moment.
        var starting = new[] { ApiProcess.StartAsync(settings), ApiProcess.StartAsync(settings) };
        await using var one = await starting[0];
        await using var two = await starting[1];
        ApiProcess[] both = [one, two];
        await using var load = new WebhookLoad(example, random, both);

        await load.MoreAsync(Events);
        foreach (var process in both)
            await load.StopAndRestartAsync(process);
        for (var kill = 1; kill <= Kills; kill++)
        {
            await load.MoreAsync(events: random.Next(100, 500));
            await load.KillAndRestartAsync(both[kill % 2]);
        }
        await load.EndAsync();

        Assert.DoesNotContain(load.Refusals, refusal => !refusal.Contains("503", StringComparison.Ordinal));
        foreach (var process in both)
            await Ledger.IsKeptAsync(load.All, await example.SignedInAsync(example.Clerk, "reader", at: process), database);
        Assert.Empty(await database.QueryAsync("select * from pg_locks where locktype = 'advisory'"));
    }

    [Fact]
    public async Task A_start_up_parameter_that_the_pooler_refuses_is_named_and_a_search_path_of_the_login_replaces_it()
    {
        await using var database = await UsersDatabase.CreateAsync(DatabaseKind.Postgres);
        await using var pooler = await PgBouncer.StartAsync(database.Postgres!);
        await database.ExecuteAsync("create schema users_of_app", "");
        var settings = new ApiSettings().As(pooler.ConnectionString + ";Search Path=users_of_app");
        var (exitCode, refusal) = await ApiProcess.RunToExitAsync(settings, Patience);
        Assert.Equal(1, exitCode);
        Assert.Equal(
            "Not started. ConnectionStrings__Users: the pooler in front of the database refuses a start-up parameter. Leave out Search "
            + "Path (schema) and Options, and set the search path by ALTER ROLE … IN DATABASE … SET search_path.",
            refusal.Trim());

        await database.ExecuteAsync($"alter role postgres in database {database.Postgres!.Name} set search_path = users_of_app", "");
        await using var api = await ApiProcess.StartAsync(settings.As(pooler.ConnectionString));
        var user = Person.New();
        Assert.Equal(HttpStatusCode.OK, (await api.PostAsync("/dev/webhooks", json: user.Created())).Status);
        Assert.Equal(user.Id, (await database.QueryAsync("select external_id from users_of_app.users"))[0]["external_id"]);
    }
}
