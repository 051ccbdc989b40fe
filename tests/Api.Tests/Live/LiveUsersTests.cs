using System.Net;
using OrleansUsers.Grains;

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
    public async Task Without_the_journal_a_lost_push_is_made_up_for_within_a_little_more_than_a_minute()
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
    public async Task A_user_whose_push_was_lost_is_asked_for_as_soon_as_the_journal_has_the_change_and_no_other_user_is()
    {
        var (missed, told) = (await _process.JoinAsync(Id), await _process.JoinAsync("user_2"));
        await _process.Grains.Push(_process.Grains.Store(told.ExternalId, 1));
        var changed = missed.Changed;
        _process.Grains.Store(Id, 1);
        var entry = new JournalEntry(1, _process.Clock.GetUtcNow(), [Change(told.ExternalId), Change(Id), Change("user_nobody_reads")]);
        ((IChangeListener)_process.Users).Changed(entry);
        await changed.WaitAsync(LiveProcess.Patience);
        Assert.Equal(1, missed.Latest!.Version);

        // Nobody else was asked for: the next watch is that of the next user.
        Assert.Equal(Id, await _process.Grains.Watched());
        ((IChangeListener)_process.Users).Changed(entry);
        await _process.JoinAsync("user_3");

        static UserChange Change(string id) => new(id, Revision: 1, Version: 1, ChangeKind.Updated);
    }

    [Fact]
    public async Task A_user_who_could_not_be_asked_for_long_is_asked_within_a_second_of_a_silos_death()
    {
        var user = await _process.JoinAsync(Id);
        _process.Grains.Fails = true;
        await _process.Grains.Resubscribe(Id);
        // Then the pause is 2.5 s at least.
        for (var failures = 0; failures < 7; failures++)
            await _process.TurnAsync(_process.Grains.Watched());
        Assert.True(SpinWait.SpinUntil(() => user.Failures == 7, LiveProcess.Patience));
        _process.Grains.Fails = false;
        _process.Grains.Store(Id, 1);
        await SeesAsync(user, 1, () =>
        {
            _process.Cluster.DeclareDead(SiloAddress.New(IPAddress.Loopback, port: 2, generation: 1));
            _process.Clock.Advance(TimeSpan.FromSeconds(1));
            return Task.CompletedTask;
        });
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
