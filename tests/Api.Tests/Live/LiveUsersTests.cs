using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace OrleansUsers.Api.Tests;

/// <summary>What repairs a push that never came, by a clock that can be turned.</summary>
public sealed class LiveUsersTests : IAsyncLifetime
{
    private const string Id = "user_1";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(0.5);

    private readonly FakeTimeProvider _clock = new();
    private readonly FakeCluster _cluster = new();
    private readonly FakeUsers _grains;
    private readonly LiveUsers _users;
    private readonly LiveRenewal _renewal;

    public LiveUsersTests()
    {
        (var factory, _grains) = FakeUsers.Start();
        _users = new LiveUsers(factory, _cluster, _clock, NullLogger<LiveUsers>.Instance);
        _renewal = new LiveRenewal(_users, _cluster, _cluster, _clock);
    }

    public async ValueTask InitializeAsync() => await _renewal.StartAsync(CancellationToken.None);

    [Fact]
    public async Task A_push_is_seen_and_an_older_one_never_replaces_it()
    {
        var user = await JoinAsync(Id);
        var older = _grains.Store(Id, 1);
        await SeesAsync(user, 2, () => _grains.Push(_grains.Store(Id, 2)));
        await _grains.Push(older);
        await _grains.Push(_grains.Store(Id, 2));
        Assert.Equal(2, user.News!.Version);
        await SeesAsync(user, 3, () => _grains.Push(_grains.Store(Id, 3)));
    }

    [Fact]
    public async Task A_push_that_got_lost_is_made_up_for_within_a_little_more_than_a_minute()
    {
        var user = await JoinAsync(Id);
        for (var version = 1; version < 4; version++)
        {
            var (start, changed) = (_clock.GetUtcNow(), user.Changed);
            _grains.Store(Id, version);
            Assert.Equal(Id, await TurnAsync(_grains.Watched()));
            await changed.WaitAsync(Patience);
            Assert.Equal(version, user.News!.Version);
            Assert.InRange(_clock.GetUtcNow() - start, TimeSpan.FromSeconds(44), TimeSpan.FromSeconds(75));
        }
    }

    [Fact]
    public async Task A_grain_that_has_everybody_ask_again_is_asked_at_once()
    {
        var user = await JoinAsync(Id);
        _grains.Store(Id, 1);
        await SeesAsync(user, 1, () => _grains.AskAgain(Id));
        await _grains.AskAgain("user_nobody_reads");
    }

    [Fact]
    public async Task All_are_asked_at_once_when_a_silo_is_gone_and_only_then()
    {
        var users = await Task.WhenAll(Enumerable.Range(1, 300).Select(number => JoinAsync($"user_{number}")));
        foreach (var user in users)
            _grains.Store(user.ExternalId, 1);
        _cluster.Tell(SiloStatus.Active, version: 2);
        var changed = Task.WhenAll(users.Select(user => user.Changed));
        _cluster.Tell(SiloStatus.Dead, version: 3);
        await changed.WaitAsync(Patience);
        Assert.All(users, user => Assert.Equal(1, user.News!.Version));

        // What is asked for next is asked because of this, and not because the silo is still gone.
        await Task.WhenAll(users.Select(_ => _grains.Watched()));
        _cluster.Tell(SiloStatus.Dead, version: 4);
        await _grains.AskAgain("user_7");
        Assert.Equal("user_7", await _grains.Watched());
    }

    [Fact]
    public async Task A_watch_that_fails_is_repeated_less_and_less_often_until_it_works()
    {
        var user = await JoinAsync(Id);
        _grains.Store(Id, 1);
        _grains.Fails = true;
        var watched = _grains.Watched();
        await _grains.AskAgain(Id);
        await watched;
        var pauses = new List<TimeSpan>();
        for (var (retry, before) = (0, _clock.GetUtcNow()); retry < 8; retry++)
        {
            await TurnAsync(_grains.Watched());
            pauses.Add(_clock.GetUtcNow() - before);
            before = _clock.GetUtcNow();
        }
        Assert.All(pauses[4..], pause => Assert.True(pause >= TimeSpan.FromSeconds(2.5), string.Join(' ', pauses)));

        var changed = user.Changed;
        _grains.Fails = false;
        await TurnAsync(changed);
        Assert.Equal(1, user.News!.Version);
    }

    [Fact]
    public async Task A_user_is_asked_for_while_somebody_reads_it_and_not_after_the_last_has_left()
    {
        var (first, second, other) = (await JoinAsync(Id), await JoinAsync(Id), await JoinAsync("user_2"));
        Assert.Same(first, second);
        _users.Leave(first);
        Assert.Equal([Id, "user_2"], await RoundAsync(2));
        _users.Leave(second);
        for (var round = 0; round < 3; round++)
            Assert.Equal(["user_2"], await RoundAsync(1));
        _grains.Store(Id, 1);
        await _grains.AskAgain(Id);
        Assert.Equal(["user_2"], await RoundAsync(1));

        Assert.Equal(1, (await JoinAsync(Id)).News!.Version);
        _users.Leave(other);
    }

    [Fact]
    public async Task Whoever_cannot_be_asked_for_is_not_kept()
    {
        _grains.Fails = true;
        await Assert.ThrowsAsync<TimeoutException>(() => _users.Join(Id));
        await _grains.Watched();
        _grains.Fails = false;
        await JoinAsync("user_2");
        Assert.Equal(["user_2"], await RoundAsync(1));
    }

    [Fact]
    public async Task Every_reader_is_woken_when_the_process_stops()
    {
        var user = await JoinAsync(Id);
        var changed = user.Changed;
        _cluster.StopApplication();
        await changed.WaitAsync(Patience);
        Assert.True(_users.IsStopping);
    }

    public async ValueTask DisposeAsync()
    {
        await _renewal.StopAsync(CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _renewal.Dispose();
        _cluster.Dispose();
    }

    private async Task<LiveUser> JoinAsync(string id)
    {
        var user = await _users.Join(id);
        await _grains.Watched();
        return user;
    }

    private static async Task SeesAsync(LiveUser user, long version, Func<Task> happening)
    {
        var changed = user.Changed;
        await happening();
        await changed.WaitAsync(Patience);
        Assert.Equal(version, user.News!.Version);
    }

    private async Task<List<string>> RoundAsync(int count)
    {
        var watched = new List<string>();
        while (watched.Count < count)
            watched.Add(await TurnAsync(_grains.Watched()));
        return [.. watched.Order(StringComparer.Ordinal)];
    }

    private async Task<T> TurnAsync<T>(Task<T> until)
    {
        await TurnAsync((Task)until);
        return await until;
    }

    // Turned little by little: what comes due has a moment to happen.
    private async Task TurnAsync(Task until)
    {
        while (await Task.WhenAny(until, Task.Delay(2)) != until)
            _clock.Advance(Step);
        await until;
    }
}
