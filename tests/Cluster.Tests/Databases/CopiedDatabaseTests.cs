using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

/// <summary>A copy of a database lists the processes of the original. They are not processes of the copy.</summary>
public sealed class CopiedDatabaseTests : IAsyncDisposable
{
    private const int Users = 60;
    private const string Silos = "select port from OrleansMembershipTable where Status = 3 order by port";
    private const string Renamed = "select external_id from users where name like 'Copied %'";

    // How much longer a start on a copy may take than another one.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly Stack<IAsyncDisposable> _owned = new();

    [Fact]
    public async Task Processes_on_a_restored_dump_and_on_the_original_stay_apart()
    {
        var (_, original) = await OriginalAsync();
        await StaysApartAsync(original, () => original.Postgres!.RestoreDumpAsync());
    }

    [Fact]
    public async Task Processes_on_a_copy_of_the_files_and_on_the_original_stay_apart()
    {
        var (server, original) = await OriginalAsync();
        await StaysApartAsync(original, async () => original.Postgres!.On(Own(await server.CopyAsync())));
    }

    [Fact]
    public async Task A_process_on_a_copy_contacts_nobody_whom_the_copied_rows_list()
    {
        var (_, original) = await OriginalAsync();
        int port;
        await using (var api = await ApiProcess.StartAsync(new ApiSettings { Database = original }))
        {
            port = (int)Assert.Single(await original.QueryAsync(Silos))["port"]!;
            await api.KillAsync();
        }
        var copy = Own(UsersDatabase.Of(await original.Postgres!.RestoreDumpAsync()));
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();

        await using var onCopy = await ApiProcess.StartAsync(new ApiSettings { Database = copy });
        Assert.Equal(HttpStatusCode.OK, (await onCopy.PostAsync("/dev/webhooks", json: Person.New().Created())).Status);
        Assert.False(listener.Pending());
        Assert.NotEqual(port, (int)Assert.Single(await copy.QueryAsync(Silos))["port"]!);
    }

    [Fact]
    public async Task A_process_that_is_killed_and_started_again_waits_for_nobody_and_joins_the_others()
    {
        var (_, database) = await OriginalAsync();
        var settings = new ApiSettings { Database = database };
        await using var one = await ApiProcess.StartAsync(settings);
        await using var two = await ApiProcess.StartAsync(settings);
        foreach (var process in new[] { two, one })
        {
            await process.KillAsync();
            await process.RestartAsync();
            Assert.DoesNotContain("heartbeat", process.Output, StringComparison.Ordinal);
        }
        await using var three = await ApiProcess.StartAsync(settings);
        Assert.DoesNotContain("heartbeat", three.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_starts_after_a_restart_of_the_server_joins_the_living_ones()
    {
        var (server, database) = await OriginalAsync();
        var settings = new ApiSettings { Database = database };
        await using var one = await ApiProcess.StartAsync(settings);
        await server.RestartAsync();

        await using var two = await ApiProcess.StartAsync(settings);
        Assert.DoesNotContain("declared dead", two.Output, StringComparison.Ordinal);
        Assert.Equal(2, (await database.QueryAsync(Silos)).Count);
        Assert.Null(one.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        while (_owned.TryPop(out var owned))
            await owned.DisposeAsync();
    }

    private async Task StaysApartAsync(UsersDatabase original, Func<Task<PostgresDatabase>> copying)
    {
        var foreign = Own(ForeignClient.Start());
        var app = Own(await Sandbox.StartAsync(foreign, original));
        var clock = Stopwatch.StartNew();
        var peer = Own(await app.StartPeerAsync());
        var ordinary = clock.Elapsed;
        var users = Enumerable.Range(0, Users).Select(_ => Person.New()).ToArray();
        foreach (var user in users)
            Assert.Equal(HttpStatusCode.OK, (await app.DeliverAsync(user.Created())).Status);

        var copy = Own(UsersDatabase.Of(await copying()));
        clock.Restart();
        var onCopy = Own(await ApiProcess.StartAsync(app.Settings with { Database = copy }));
        // The machine may be slower in the second half.
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, (2 * ordinary) + LongestWait);
        foreach (var user in users)
        {
            var renamed = user with { FirstName = "Copied", UpdatedAt = user.UpdatedAt.AddMinutes(1) };
            Assert.Equal(HttpStatusCode.OK, (await onCopy.DeliverAsync(app.Secret, renamed.Updated())).Status);
        }

        Assert.Equal(Users, (await copy.QueryAsync(Renamed)).Count);
        Assert.Empty(await original.QueryAsync(Renamed));
        Assert.Single(await copy.QueryAsync(Silos));
        Assert.Equal(2, (await original.QueryAsync(Silos)).Count);
        foreach (var (process, isRenamed) in new[] { (app.Api, false), (peer, false), (onCopy, true) })
        {
            var reader = await app.SignedInAsync(app.Clerk, "reader", at: process);
            var profiles = (await reader.ProfilesAsync(users.Select(user => user.Id))).Json!.AsArray();
            Assert.All(profiles, profile =>
                Assert.Equal(isRenamed, ((string)profile!["name"]!).StartsWith("Copied ", StringComparison.Ordinal)));
        }
    }

    private async Task<(PostgresServer Server, UsersDatabase Database)> OriginalAsync()
    {
        var server = Own(await PostgresServer.StartAsync());
        return (server, Own(await UsersDatabase.CreateAsync(server)));
    }

    private T Own<T>(T owned)
        where T : IAsyncDisposable
    {
        _owned.Push(owned);
        return owned;
    }
}
