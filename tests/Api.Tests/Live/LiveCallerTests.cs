using System.Security.Claims;
using Microsoft.AspNetCore.Http;

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
            // The second look is that of the wait itself.
            if (++looks == 2)
                await _process.Grains.Push(_process.Grains.Store(Id, 1));
            return null;
        };
        using var following = await FollowAsync();
        var user = await following.ForUser(Wait, _process.Users, _process.Clock, CancellationToken.None).WaitAsync(LiveProcess.Patience);
        Assert.Equal(1, user?.Version);
        Assert.Equal(2, looks);
    }

    [Fact]
    public async Task A_link_that_comes_while_a_caller_looks_is_not_missed()
    {
        var looks = 0;
        var other = _process.Grains.Store("user_2", 1);
        _process.Grains.OnFind = async () =>
        {
            if (++looks == 2)
                await _process.Grains.AskAgain(Id);
            return looks > 2 ? new TokenHolder("user_2", other.User) : null;
        };
        using var following = await FollowAsync("https://clerk.test|user_2");
        var user = await following.ForUser(Wait, _process.Users, _process.Clock, CancellationToken.None).WaitAsync(LiveProcess.Patience);
        Assert.Equal("user_2", user?.Id);
    }

    [Fact]
    public async Task A_caller_who_goes_away_is_not_asked_for_any_more()
    {
        var other = await _process.JoinAsync("user_2");
        using var gone = new CancellationTokenSource();
        using (var following = await FollowAsync())
        {
            var waiting = following.ForUser(Wait, _process.Users, _process.Clock, gone.Token);
            await gone.CancelAsync();
            Assert.Null(await waiting.WaitAsync(LiveProcess.Patience));
        }
        for (var round = 0; round < 3; round++)
            Assert.Equal(["user_2"], await _process.RoundAsync(1));
        _process.Users.Leave(other);
    }

    public async ValueTask DisposeAsync() => await _process.DisposeAsync();

    private async Task<LiveCaller> FollowAsync(string token = "https://clerk.test|user_1")
    {
        var provider = new Provider("clerk", ProviderKind.Clerk, "https://clerk.test", Audience: null, AuthorizedParties: [], Secrets: null);
        var caller = new Caller(provider, Id, token, new ClaimsPrincipal(), DateTimeOffset.MaxValue);
        var following = await LiveCaller.Follow(caller, _process.Users, _process.Factory, new DefaultHttpContext());
        await _process.Grains.Watched();
        return following;
    }
}
