using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Orleans.Configuration;
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

    [Theory]
    [InlineData("clock_timestamp() - interval '4 s'")]
    [InlineData("null")]
    public async Task Nothing_is_waited_for_when_the_lease_of_a_dead_member_has_ended_or_was_released(string heartbeatAt)
    {
        await Die(_other, heartbeatAt);
        await Task.WhenAll(Reads()).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_take_over_waits_longer_than_a_lease_is_valid_and_inserts_without_a_grain_wait_longer_than_that()
    {
        Assert.InRange(TakeOver.Longest, MembershipLease.Duration + TimeSpan.FromSeconds(0.1), TimeSpan.MaxValue);
    }

    [Fact]
    public async Task An_earlier_process_at_the_own_address_and_members_that_live_are_not_waited_for()
    {
        await Die(_own with { Generation = _own.Generation - 1 }, "clock_timestamp()");
        await Task.WhenAll(Reads()).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Rows_are_read_after_the_lease_of_a_dead_member_has_ended()
    {
        await Die(_other, "clock_timestamp() - interval '1 s'");
        var reads = Reads();
        // 2.2 s are left by the clock of the database, and the program's clock stands still.
        await Assert.ThrowsAsync<TimeoutException>(() => Task.WhenAny(reads).WaitAsync(TimeSpan.FromSeconds(3)));
        await Until(() => reads.All(read => read.IsCompleted));
    }

    [Fact]
    public async Task Rows_of_users_in_memory_are_read_again_at_once()
    {
        await Die(_other, "clock_timestamp()");
        await Table().ReadAgain(["user_1"]).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Heartbeats_from_the_future_hold_up_reads_for_seconds_only()
    {
        await Die(_other, "clock_timestamp() + interval '1 hour'");
        var start = _clock.GetTimestamp();
        var reads = Reads();
        await Until(() => reads.All(read => read.IsCompleted));
        Assert.InRange(_clock.GetElapsedTime(start), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(20));
    }

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresDatabase.CreateAsync();
        _connections = PostgresPools.Create(PostgresSettings.Read(_database.ConnectionString)).Store;
        await new PostgresStore(_connections, NullLogger<PostgresStore>.Instance).Prepare();
        await ListedProcess.Add(_connections);
        _own = await ListedProcess.Add(_connections);
        _other = await ListedProcess.Add(_connections, port: 22_222);
    }

    public async ValueTask DisposeAsync()
    {
        await _connections.DisposeAsync();
        await _database.DisposeAsync();
    }

    private Task[] Reads()
    {
        var (fence, takeOver) = (new Fence(_own, new MembershipLease(_clock)), new TakeOver(_own, _clock));
        var service = Options.Create(new ClusterOptions { ServiceId = "users" });
        return
        [
            Table().Read(["user_1"]),
            new PostgresGrainStateTable(_connections, service, fence, takeOver).Read([new GrainStateKey("example", "one")]),
        ];
    }

    private PostgresUserTable Table() =>
        new(_connections, new Fence(_own, new MembershipLease(_clock)), new TakeOver(_own, _clock), new OwnEntries());

    private async Task Die(MemberKey member, string heartbeatAt)
    {
        await ListedProcess.SetStatus(_connections, member, Dead);
        await using var heartbeat = _connections.CreateCommand(
            $"update OrleansMembershipTable set HeartbeatAt = {heartbeatAt} where Status = 6");
        await heartbeat.ExecuteNonQueryAsync();
    }

    /// <summary>Lets the program's clock run until the condition holds.</summary>
    private async Task Until(Func<bool> condition)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (var since = Stopwatch.GetTimestamp(); !condition(); await beat.WaitForNextTickAsync())
        {
            Assert.InRange(Stopwatch.GetElapsedTime(since), TimeSpan.Zero, TimeSpan.FromSeconds(20));
            _clock.Advance(TimeSpan.FromMilliseconds(200));
        }
    }
}
