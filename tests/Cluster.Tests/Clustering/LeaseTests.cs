using System.Diagnostics;
using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

/// <summary>When a process answers from memory and when it does not, because others may have changed what it has there.</summary>
[Collection(nameof(SerialTests))]
public sealed class LeaseTests : IAsyncLifetime
{
    private const int Users = 20;
    private const string HereOnly = "select count(*) as count from users where state::text like '%Changed%'";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Person[] _people = [.. Enumerable.Range(0, Users).Select(_ => Person.New())];
    private ForeignClient _foreign = null!;
    private Sandbox _app = null!;

    [Fact]
    public async Task A_process_alone_answers_503_while_its_heartbeat_hangs_and_acknowledges_nothing_once_its_row_says_dead()
    {
        await using (await LockMembersAsync())
        {
            var since = Stopwatch.GetTimestamp();
            await ReadAsync(_app.Api, HttpStatusCode.ServiceUnavailable);
            Assert.InRange(Stopwatch.GetElapsedTime(since), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(6));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _app.Api.GetAsync("/health/ready")).Status);
            Assert.Equal(HttpStatusCode.OK, (await _app.Api.GetAsync("/health/live")).Status);
        }
        await ReadAsync(_app.Api, HttpStatusCode.OK);

        // From this moment on, without waiting for the process to hear of it.
        await _app.Database.ExecuteAsync("update OrleansMembershipTable set Status = 6", "");
        var late = await Task.WhenAll(_people.Select(person => DeliverAsync(_app.Api, Changed(person))));
        Assert.All(late, status => Assert.NotEqual(HttpStatusCode.OK, status));
        await EndsAsync(_app.Api);
        Assert.Equal(0L, (await _app.Database.QueryAsync(HereOnly))[0]["count"]);
    }

    [Fact]
    public async Task A_process_that_was_frozen_answers_nothing_from_memory_that_others_have_changed_and_acknowledges_nothing()
    {
        await using var peer = await _app.StartPeerAsync();
        var callers = await Task.WhenAll(_people.Select(person => _app.SignedInAsync(person.Id)));
        foreach (var caller in callers)
            Assert.Equal(HttpStatusCode.OK, (await caller.CurrentAsync()).Status);

        await _app.Api.FreezeAsync();
        var reads = callers.Select(caller => StatusAsync(caller.CurrentAsync)).ToArray();
        var writes = _people.Select(person => DeliverAsync(_app.Api, person.AfterChange(1))).ToArray();
        foreach (var person in _people)
            await UntilAsync(() => DeliverAsync(peer, Changed(person)), HttpStatusCode.OK);
        Assert.All(reads, read => Assert.False(read.IsCompleted));

        await _app.Api.ThawAsync();
        Assert.All(await Task.WhenAll(reads), status => Assert.NotEqual(HttpStatusCode.OK, status));
        Assert.All(await Task.WhenAll(writes), status => Assert.NotEqual(HttpStatusCode.OK, status));
        await EndsAsync(_app.Api);
        Assert.Equal((long)Users, (await _app.Database.QueryAsync(HereOnly))[0]["count"]);
    }

    [Fact]
    public async Task Processes_that_reach_each_other_go_on_reading_while_the_database_is_away_from_one_or_from_all()
    {
        var login = $"apart_{Guid.NewGuid():N}";
        await _app.Database.ExecuteAsync($"create role {login} superuser login", "");
        var to = $"{_app.Database.Postgres!.ConnectionString};Username={login}";
        await using (var peer = await ApiProcess.StartAsync(_app.Settings.As(to)))
        {
            await ReadAsync(peer, HttpStatusCode.OK);
            await _app.Database.ExecuteAsync(
                $"alter role {login} nologin; select pg_terminate_backend(pid) from pg_stat_activity where usename = '{login}'", "");
            await GoesOnReadingAsync(peer);
            // An update would be stored by the user's home, which may be the other process.
            Assert.NotEqual(HttpStatusCode.OK, await StatusAsync(() => peer.DeliverAsync(_app.Secret, Person.New().Created())));
            await _app.Database.ExecuteAsync($"alter role {login} login", "");
            await UntilAsync(() => DeliverAsync(peer, Person.New()), HttpStatusCode.OK);

            await using (await LockMembersAsync())
                await Task.WhenAll(GoesOnReadingAsync(peer), GoesOnReadingAsync(_app.Api));
            Assert.Null(peer.ExitCode);
            Assert.Null(_app.Api.ExitCode);
        }
        await _app.Database.ExecuteAsync($"drop role {login}", "");
    }

    public async ValueTask InitializeAsync()
    {
        _foreign = ForeignClient.Start();
        _app = await Sandbox.StartAsync(_foreign, DatabaseKind.Postgres);
        // As long as the process is alone, all users are in its memory.
        foreach (var person in _people)
        {
            Assert.Equal(HttpStatusCode.OK, (await _app.DeliverAsync(person.Created())).Status);
            Assert.Equal(HttpStatusCode.OK, (await (await _app.SignedInAsync(person.Id)).CurrentAsync()).Status);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _foreign.DisposeAsync();
    }

    private static Person Changed(Person person) => person.AfterChange(2) with { LastName = "Changed" };

    private async Task<HttpStatusCode> DeliverAsync(ApiProcess at, Person person) =>
        await StatusAsync(() => at.DeliverAsync(_app.Secret, person.Updated()));

    /// <summary>Locks the table of members until it is disposed of. No heartbeat is written meanwhile.</summary>
    private async Task<IAsyncDisposable> LockMembersAsync()
    {
        var blocker = await _app.Database.OpenAsync();
        await using var block = blocker.CreateCommand();
        block.CommandText = "begin; lock table OrleansMembershipTable in access exclusive mode";
        await block.ExecuteNonQueryAsync();
        return blocker;
    }

    /// <summary>Reads a user at the process until the answer has this status.</summary>
    private async Task ReadAsync(ApiProcess at, HttpStatusCode status)
    {
        var caller = await _app.SignedInAsync(_app.Clerk, _people[0].Id, at: at);
        await UntilAsync(() => StatusAsync(caller.CurrentAsync), status);
    }

    /// <summary>Reads users at the process for twice as long as a lease is valid. None of the reads may fail.</summary>
    private async Task GoesOnReadingAsync(ApiProcess at)
    {
        var callers = await Task.WhenAll(_people.Select(person => _app.SignedInAsync(_app.Clerk, person.Id, at: at)));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (var since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(7);)
        {
            foreach (var caller in callers)
                Assert.Equal(HttpStatusCode.OK, (await caller.CurrentAsync()).Status);
            await pause.WaitForNextTickAsync();
        }
    }

    private static async Task EndsAsync(ApiProcess process)
    {
        await process.Exited.WaitAsync(Patience);
        Assert.Equal(134, process.ExitCode);
    }

    private static async Task UntilAsync(Func<Task<HttpStatusCode>> call, HttpStatusCode status)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await call() != status)
            await pause.WaitForNextTickAsync(patience.Token);
    }

    /// <summary>The status of an answer; 0 when the process ended without one.</summary>
    private static async Task<HttpStatusCode> StatusAsync(Func<Task<Answer>> call)
    {
        try
        {
            return (await call()).Status;
        }
        catch (HttpRequestException)
        {
            return 0;
        }
    }
}
