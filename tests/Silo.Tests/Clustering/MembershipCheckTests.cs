using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using OrleansUsers.Harness;

namespace OrleansUsers.Silo.Tests;

public sealed class MembershipCheckTests : IAsyncLifetime
{
    private const int OwnPort = 11_111;
    private const int OtherPort = 22_222;
    private const int Active = 3;
    private const int Dead = 6;
    private const string ThisServer =
        "extract(epoch from pg_postmaster_start_time()) || ' ' || current_database() || ' ' || 'OrleansMembershipTable'::regclass::oid";

    private const string OtherServer = "'1700000000.000001 users 16400'";
    private static readonly SiloAddressing Own = new("users", OwnPort, 0, IPAddress.Loopback);

    private readonly FakeTimeProvider _clock = new();
    private PostgresDatabase _database = null!;
    private NpgsqlDataSource _connections = null!;

    [Fact]
    public async Task A_member_with_a_heartbeat_to_this_database_is_trusted_at_once()
    {
        await ListAsync(OtherPort, ThisServer);
        await Check().Run();
        Assert.Equal(Active, await StatusAsync(OtherPort));
    }

    [Theory, InlineData(OtherServer), InlineData("null")]
    public async Task A_member_without_a_heartbeat_to_this_database_is_declared_dead(string server)
    {
        await ListAsync(OtherPort, server);
        await WaitOutAsync();
        Assert.Equal(Dead, await StatusAsync(OtherPort));
        Assert.Equal(1, await NumberAsync("select Version from OrleansMembershipVersionTable"));
    }

    [Fact]
    public async Task A_member_that_writes_its_first_heartbeat_to_this_database_meanwhile_is_trusted()
    {
        await ListAsync(OtherPort, OtherServer);
        await WhileWaitingAsync($"update OrleansMembershipTable set HeartbeatAt = now(), HeartbeatServer = {ThisServer}");
        Assert.Equal(Active, await StatusAsync(OtherPort));
    }

    [Fact]
    public async Task A_member_of_the_build_before_that_writes_only_the_heartbeat_of_Orleans_is_trusted()
    {
        await ListAsync(OtherPort, "null");
        await WhileWaitingAsync("update OrleansMembershipTable set IAmAliveTime = now() + interval '1 s'");
        Assert.Equal(Active, await StatusAsync(OtherPort));
    }

    [Fact]
    public async Task A_member_whose_heartbeats_come_by_replication_from_the_original_is_declared_dead()
    {
        await ListAsync(OtherPort, OtherServer);
        var check = Check().Run();
        await SqlAsync("update OrleansMembershipTable set HeartbeatAt = now() + interval '1 s'");
        await WaitOutAsync(check);
        Assert.Equal(Dead, await StatusAsync(OtherPort));
    }

    [Fact]
    public async Task An_earlier_process_at_the_own_address_is_left_to_Orleans_and_not_waited_for()
    {
        await ListAsync(OwnPort, OtherServer);
        await Check().Run();
        Assert.Equal(Active, await StatusAsync(OwnPort));
    }

    [Fact]
    public async Task A_living_process_of_another_cluster_makes_the_check_refuse()
    {
        await ListAsync(OtherPort, ThisServer, cluster: "others");
        var refused = await Assert.ThrowsAsync<SettingException>(
            () => WhileWaitingAsync("update OrleansMembershipTable set HeartbeatAt = clock_timestamp() + interval '1 s'"));
        Assert.StartsWith("Orleans__ClusterId: ", refused.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(ThisServer), InlineData(OtherServer), InlineData("null")]
    public async Task A_process_of_another_cluster_that_gives_no_sign_is_neither_refused_nor_changed(string server)
    {
        await ListAsync(OtherPort, server, cluster: "others");
        await WaitOutAsync();
        Assert.Equal(Active, await StatusAsync(OtherPort));
    }

    [Fact]
    public async Task A_process_of_another_cluster_that_ended_long_ago_is_not_waited_for()
    {
        await ListAsync(OtherPort, ThisServer, cluster: "others");
        await SqlAsync("update OrleansMembershipTable set HeartbeatAt = now() - interval '2 minutes'");
        await Check().Run();
    }

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresDatabase.CreateAsync();
        _connections = PostgresPools.Create(PostgresSettings.Read(_database.ConnectionString)).Store;
        await new PostgresStore(_connections, NullLogger<PostgresStore>.Instance).Prepare();
    }

    public async ValueTask DisposeAsync()
    {
        await _connections.DisposeAsync();
        await _database.DisposeAsync();
    }

    private MembershipCheck Check() =>
        new(_connections, Own, PostgresSettings.Key, _clock, NullLogger<MembershipCheck>.Instance);

    /// <summary>Runs the check, runs the statement after its first look, and lets it look again.</summary>
    private async Task WhileWaitingAsync(string sql)
    {
        var check = Check().Run();
        await FirstLookAsync();
        await SqlAsync(sql);
        await WaitOutAsync(check);
    }

    // The check has read the table when its statement is the last one of an idle session.
    private async Task FirstLookAsync()
    {
        const string Sessions = """
            select count(*) from pg_stat_activity
            where datname = current_database() and state = 'idle' and query like '%clock_timestamp() - coalesce(%'
            """;
        while (await NumberAsync(Sessions) == 0)
            await Task.Yield();
    }

    private async Task WaitOutAsync(Task? check = null)
    {
        check ??= Check().Run();
        while (!check.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(0.2));
            // Each look is a statement to the database, for whose end nothing signals.
            await Task.WhenAny(check, Task.Delay(10));
        }
        await check;
    }

    private Task ListAsync(int port, string server, string cluster = "users") => SqlAsync($"""
        insert into OrleansMembershipVersionTable (DeploymentId) values ('{cluster}');
        insert into OrleansMembershipTable (
            DeploymentId, Address, Port, Generation, SiloName, HostName, Status, StartTime, IAmAliveTime, HeartbeatAt, HeartbeatServer)
        values ('{cluster}', '127.0.0.1', {port}, 1, 'silo', 'host', {Active}, now(), now(),
            case when {server} is null then null else now() end, {server})
        """);

    private Task<long> StatusAsync(int port) => NumberAsync($"select Status from OrleansMembershipTable where Port = {port}");

    private async Task<long> NumberAsync(string sql)
    {
        await using var command = _connections.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    private async Task SqlAsync(string sql)
    {
        await using var command = _connections.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
