namespace OrleansUsers.Api.Tests;

/// <summary>What a caller sees when things happen while it looks.</summary>
public sealed class LiveCallerTests : IAsyncLifetime
{
    private const string Id = "user_1";
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);

    private LiveProcess _process = null!;

    public async ValueTask InitializeAsync() => _process = await LiveProcess.StartAsync();

    [Fact]
    public async Task A_change_that_comes_while_a_caller_looks_is_not_missed()
    {
        var looks = 0;
        _process.Grains.OnFind = async () =>
        {
            if (++looks == 1)
                await _process.Grains.Push(_process.Grains.Store(Id, 1));
            return null;
        };
        using var following = await _process.FollowAsync(Id);
        var waiting = following.WaitForUser(Wait, _process.Users, _process.Clock, CancellationToken.None);
        var user = await waiting.WaitAsync(LiveProcess.Patience);
        Assert.Equal(1, user?.Version);
        Assert.Equal(1, looks);
    }

    [Fact]
    public async Task A_link_that_comes_while_a_caller_looks_is_not_missed()
    {
        var looks = 0;
        var other = _process.Grains.Store("user_2", 1);
        _process.Grains.OnFind = async () =>
        {
            if (++looks == 1)
                await _process.Grains.Resubscribe(Id);
            return looks > 1 ? new TokenHolder("user_2", other.User) : null;
        };
        using var following = await _process.FollowAsync(Id, "https://clerk.test|user_2");
        var waiting = following.WaitForUser(Wait, _process.Users, _process.Clock, CancellationToken.None);
        var user = await waiting.WaitAsync(LiveProcess.Patience);
        Assert.Equal("user_2", user?.Id);
    }

    [Fact]
    public async Task A_caller_who_goes_away_is_not_asked_for_any_more()
    {
        var other = await _process.JoinAsync("user_2");
        using var gone = new CancellationTokenSource();
        using (var following = await _process.FollowAsync(Id))
        {
            var waiting = following.WaitForUser(Wait, _process.Users, _process.Clock, gone.Token);
            await gone.CancelAsync();
            Assert.Null(await waiting.WaitAsync(LiveProcess.Patience));
        }
        for (var round = 0; round < 3; round++)
            Assert.Equal(["user_2"], await _process.RoundAsync(1));
        _process.Users.RemoveReader(other);
    }

    [Fact]
    public async Task Whoever_waits_is_sent_home_when_the_process_stops()
    {
        using var following = await _process.FollowAsync(Id);
        var waiting = following.WaitForUser(Wait, _process.Users, _process.Clock, CancellationToken.None);
        _process.Cluster.StopApplication();
        Assert.Null(await waiting.WaitAsync(LiveProcess.Patience));
    }

    public async ValueTask DisposeAsync() => await _process.DisposeAsync();
}
