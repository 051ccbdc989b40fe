namespace OrleansUsers.Api.Tests;

/// <summary>How a process hears of its users' changes, also when a push never came.</summary>
public sealed class LiveUsersTests : IAsyncLifetime
{
    private const string Id = "user_1";

    private LiveProcess _process = null!;

    public async ValueTask InitializeAsync() => _process = await LiveProcess.StartAsync();

    [Fact]
    public async Task A_push_is_seen_and_an_older_one_never_replaces_it()
    {
        var user = await _process.JoinAsync(Id);
        var older = _process.Grains.Store(Id, 1);
        await SeesAsync(user, 2, () => _process.Grains.Push(_process.Grains.Store(Id, 2)));
        await _process.Grains.Push(older);
        Assert.Equal(2, user.Latest!.Version);
        await SeesAsync(user, 3, () => _process.Grains.Push(_process.Grains.Store(Id, 3)));
    }

    [Fact]
    public async Task A_push_that_got_lost_is_made_up_for_within_a_little_more_than_a_minute()
    {
        var user = await _process.JoinAsync(Id);
        for (var version = 1; version < 4; version++)
        {
            var (start, changed) = (_process.Clock.GetUtcNow(), user.Changed);
            _process.Grains.Store(Id, version);
            Assert.Equal(Id, await _process.TurnAsync(_process.Grains.Watched()));
            await changed.WaitAsync(LiveProcess.Patience);
            Assert.Equal(version, user.Latest!.Version);
            Assert.InRange(_process.Clock.GetUtcNow() - start, TimeSpan.FromSeconds(44), TimeSpan.FromSeconds(75));
        }
    }

    [Fact]
    public async Task A_grain_that_has_everybody_ask_again_is_asked_at_once()
    {
        var user = await _process.JoinAsync(Id);
        _process.Grains.Store(Id, 1);
        await SeesAsync(user, 1, () => _process.Grains.Resubscribe(Id));
        await _process.Grains.Resubscribe("user_nobody_reads");
    }

    [Fact]
    public async Task All_are_asked_at_once_when_a_silo_is_gone_and_only_then()
    {
        var users = await Task.WhenAll(Enumerable.Range(1, 300).Select(number => _process.JoinAsync($"user_{number}")));
        foreach (var user in users)
            _process.Grains.Store(user.ExternalId, 1);
        _process.Cluster.Tell(SiloStatus.Active, version: 2);
        var changed = Task.WhenAll(users.Select(user => user.Changed));
        _process.Cluster.Tell(SiloStatus.Dead, version: 3);
        await changed.WaitAsync(LiveProcess.Patience);
        Assert.All(users, user => Assert.Equal(1, user.Latest!.Version));

        // What is asked for next is asked because of this, and not because the silo is still gone.
        await Task.WhenAll(users.Select(_ => _process.Grains.Watched()));
        _process.Cluster.Tell(SiloStatus.Dead, version: 4);
        await _process.Grains.Resubscribe("user_7");
        Assert.Equal("user_7", await _process.Grains.Watched());
    }

    public async ValueTask DisposeAsync() => await _process.DisposeAsync();

    private static async Task SeesAsync(LiveUser user, long version, Func<Task> happening)
    {
        var changed = user.Changed;
        await happening();
        await changed.WaitAsync(LiveProcess.Patience);
        Assert.Equal(version, user.Latest!.Version);
    }
}
