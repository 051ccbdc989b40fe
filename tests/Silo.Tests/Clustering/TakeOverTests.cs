using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using OrleansUsers.Harness;

namespace OrleansUsers.Silo.Tests;

/// <summary>How long a process waits before it serves the users of a dead one.</summary>
public sealed class TakeOverTests : IAsyncLifetime
{
    private const int Dead = 6;

    private readonly FakeTimeProvider _clock = new();
    private PostgresDatabase _database = null!;
    private NpgsqlDataSource _connections = null!;
    private MemberKey _own = null!;
    private MemberKey _other = null!;
    private ClusterMembershipSnapshot _members = Snapshot(1, SiloStatus.Active);
    private TakeOver _takeOver = null!;

    [Fact]
    public async Task Nothing_is_waited_for_while_nobody_dies() => await _takeOver.Wait();

    [Theory]
    [InlineData("clock_timestamp() - interval '1 s'", 1.0, 2.3)]
    [InlineData("clock_timestamp() - interval '4 s'", 0, 0)]
    [InlineData("clock_timestamp() + interval '1 hour'", 3.1, 3.3)]
    [InlineData("null", 0, 0)]
    public async Task Users_of_a_dead_member_are_read_once_its_lease_has_ended(string heartbeatAt, double longerThan, double atMost)
    {
        await Die(_other, heartbeatAt);
        await WaitsFor(longerThan, atMost);
    }

    [Fact]
    public async Task An_earlier_process_at_the_own_address_has_ended()
    {
        await Die(_own with { Generation = _own.Generation - 1 }, "clock_timestamp()");
        await WaitsFor(0, 0);
    }

    [Fact]
    public async Task Some_seconds_after_a_death_was_heard_of_nothing_is_asked_any_more()
    {
        await Die(_other, "clock_timestamp() - interval '4 s'");
        await _takeOver.Wait();
        await _connections.DisposeAsync();
        _clock.Advance(TimeSpan.FromSeconds(3.2));
        await _takeOver.Wait();
    }

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresDatabase.CreateAsync();
        _connections = PostgresPools.Create(PostgresSettings.Read(_database.ConnectionString)).Store;
        await new PostgresStore(_connections, NullLogger<PostgresStore>.Instance).Prepare();
        await ListedProcess.Add(_connections);
        _own = await ListedProcess.Add(_connections);
        _other = await ListedProcess.Add(_connections, port: 22_222);
        _takeOver = new TakeOver(_connections, _own, () => _members, _clock);
        await _takeOver.Wait();
    }

    public async ValueTask DisposeAsync()
    {
        await _connections.DisposeAsync();
        await _database.DisposeAsync();
    }

    private async Task Die(MemberKey member, string heartbeatAt)
    {
        await using (var heartbeat = _connections.CreateCommand($"update OrleansMembershipTable set HeartbeatAt = {heartbeatAt}"))
            await heartbeat.ExecuteNonQueryAsync();
        await ListedProcess.SetStatus(_connections, member, Dead);
        _members = Snapshot(2, SiloStatus.Dead);
    }

    private async Task WaitsFor(double longerThan, double atMost)
    {
        var wait = _takeOver.Wait().AsTask();
        if (longerThan > 0)
        {
            // The wait begins after an answer of the database, which nothing else tells.
            await Assert.ThrowsAsync<TimeoutException>(() => wait.WaitAsync(TimeSpan.FromSeconds(1)));
            _clock.Advance(TimeSpan.FromSeconds(longerThan));
            await Assert.ThrowsAsync<TimeoutException>(() => wait.WaitAsync(TimeSpan.FromMilliseconds(50)));
            _clock.Advance(TimeSpan.FromSeconds(atMost - longerThan));
        }
        await wait.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    private static ClusterMembershipSnapshot Snapshot(long version, SiloStatus status)
    {
        var silo = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 22_222), 1);
        var members = ImmutableDictionary<SiloAddress, ClusterMember>.Empty.Add(silo, new ClusterMember(silo, status, "other"));
        return new ClusterMembershipSnapshot(members, new MembershipVersion(version));
    }
}
