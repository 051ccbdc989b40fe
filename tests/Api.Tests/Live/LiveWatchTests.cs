namespace OrleansUsers.Api.Tests;

/// <summary>For how long a process asks for a user.</summary>
public sealed class LiveWatchTests : IAsyncLifetime
{
    private const string Id = "user_1";

    private LiveProcess _process = null!;

    public async ValueTask InitializeAsync() => _process = await LiveProcess.StartAsync();

    [Fact]
    public async Task A_watch_that_fails_is_repeated_less_and_less_often_until_it_works()
    {
        var user = await _process.JoinAsync(Id);
        _process.Grains.Store(Id, 1);
        _process.Grains.Fails = true;
        var watched = _process.Grains.Watched();
        await _process.Grains.Resubscribe(Id);
        await watched;
        var pauses = new List<TimeSpan>();
        for (var (retry, before) = (0, _process.Clock.GetUtcNow()); retry < 10; retry++)
        {
            await _process.TurnAsync(_process.Grains.Watched());
            pauses.Add(_process.Clock.GetUtcNow() - before);
            before = _process.Clock.GetUtcNow();
        }
        Assert.All(pauses[6..], pause => Assert.True(pause >= TimeSpan.FromSeconds(2.5), string.Join(' ', pauses)));

        var changed = user.Changed;
        _process.Grains.Fails = false;
        await _process.TurnAsync(changed);
        Assert.Equal(1, user.Latest!.Version);
    }

    [Fact]
    public async Task A_user_is_asked_for_while_somebody_reads_it_and_not_after_the_last_has_left()
    {
        var (first, second, other) = (await _process.JoinAsync(Id), await _process.JoinAsync(Id), await _process.JoinAsync("user_2"));
        Assert.Same(first, second);
        _process.Users.RemoveReader(first);
        Assert.Equal([Id, "user_2"], await _process.RoundAsync(2));
        _process.Users.RemoveReader(second);
        for (var round = 0; round < 3; round++)
            Assert.Equal(["user_2"], await _process.RoundAsync(1));
        _process.Grains.Store(Id, 1);
        await _process.Grains.Resubscribe(Id);
        Assert.Equal(["user_2"], await _process.RoundAsync(1));

        Assert.Equal(1, (await _process.JoinAsync(Id)).Latest!.Version);
        _process.Users.RemoveReader(other);
    }

    [Fact]
    public async Task Whoever_cannot_be_asked_for_is_not_kept()
    {
        _process.Grains.Fails = true;
        await Assert.ThrowsAsync<TimeoutException>(() => _process.Users.AddReader(Id));
        await _process.Grains.Watched();
        _process.Grains.Fails = false;
        await _process.JoinAsync("user_2");
        Assert.Equal(["user_2"], await _process.RoundAsync(1));
    }

    public async ValueTask DisposeAsync() => await _process.DisposeAsync();
}
