using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace OrleansUsers.Api.Tests;

/// <summary>
/// What those who follow a user see while the cluster does not say whose a sign-in is: a silo that dies takes such answers with it.
/// </summary>
public sealed class LiveTroubleTests : IAsyncLifetime
{
    private const string Id = "user_1";
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);
    private static readonly JsonTypeInfo<User?> Json =
        (JsonTypeInfo<User?>)new UserJson(new JsonSerializerOptions()).GetTypeInfo(typeof(User))!;

    private LiveProcess _process = null!;

    public async ValueTask InitializeAsync() => _process = await LiveProcess.StartAsync();

    [Fact]
    public async Task A_stream_stays_open_and_tells_the_next_change()
    {
        using var following = await _process.FollowAsync(Id);
        await using var events = Show(following, Stream.Null).Events(lastEventId: null, CancellationToken.None).GetAsyncEnumerator();
        Assert.Equal("0", await NextAsync(events));
        var next = NextAsync(events);
        await BreakAsync(times: 5);
        await _process.Grains.Push(_process.Grains.Store(Id, 1));
        Assert.Equal("1", await next.WaitAsync(LiveProcess.Patience));
    }

    [Fact]
    public async Task A_stream_goes_on_with_its_comments_while_an_answer_does_not_come_and_ends_with_the_process()
    {
        using var following = await _process.FollowAsync(Id);
        using var body = new MemoryStream();
        await using var events = Show(following, body).Events(lastEventId: null, CancellationToken.None).GetAsyncEnumerator();
        await NextAsync(events);
        var (never, asked) = (new TaskCompletionSource<TokenHolder?>(), new TaskCompletionSource());
        _process.Grains.OnFind = () =>
        {
            asked.TrySetResult();
            return never.Task;
        };
        var next = NextAsync(events);
        await _process.Grains.Resubscribe(Id);
        await asked.Task.WaitAsync(LiveProcess.Patience);

        var start = _process.Clock.GetUtcNow();
        await _process.TurnAsync(BeginsAsync(body, ":\n\n:\n\n"));
        Assert.InRange(_process.Clock.GetUtcNow() - start, TimeSpan.Zero, 2 * TimeSpan.FromSeconds(15));
        _process.Cluster.StopApplication();
        Assert.Null(await next.WaitAsync(LiveProcess.Patience));
    }

    [Fact]
    public async Task A_wait_goes_on_until_the_user_is_stored()
    {
        using var following = await _process.FollowAsync(Id);
        var waiting = following.WaitForUser(Wait, _process.Users, _process.Clock, CancellationToken.None);
        await BreakAsync(times: 3);
        await _process.Grains.Push(_process.Grains.Store(Id, 1));
        Assert.Equal(1, (await waiting.WaitAsync(LiveProcess.Patience))!.Version);
    }

    [Fact]
    public async Task A_wait_ends_with_an_answer_only_when_there_was_one()
    {
        using var following = await _process.FollowAsync(Id);
        var waiting = following.WaitForUser(Wait, _process.Users, _process.Clock, CancellationToken.None);
        await BreakAsync(times: 1);
        await Assert.ThrowsAsync<TimeoutException>(() => _process.TurnAsync(waiting));

        _process.Grains.OnFind = () => Task.FromResult<TokenHolder?>(null);
        Assert.Null(await _process.TurnAsync(following.WaitForUser(Wait, _process.Users, _process.Clock, CancellationToken.None)));
    }

    [Fact]
    public async Task Who_leaves_while_an_answer_does_not_come_is_not_asked_for_any_more()
    {
        var other = await _process.JoinAsync("user_2");
        var late = new TaskCompletionSource<TokenHolder?>();
        using (var following = await _process.FollowAsync(Id))
        {
            _process.Grains.OnFind = () => late.Task;
            _ = following.ReadAgain();
        }
        late.SetResult(new TokenHolder("user_3", _process.Grains.Store("user_3", 1).User));
        Assert.Equal("user_3", await _process.Grains.Watched());
        for (var round = 0; round < 3; round++)
            Assert.Equal(["user_2"], await _process.RoundAsync(1));
        _process.Users.RemoveReader(other);
    }

    public async ValueTask DisposeAsync() => await _process.DisposeAsync();

    /// <summary>From now on nobody says whose a sign-in is. Ends when somebody who follows the user has asked so often.</summary>
    private async Task BreakAsync(int times)
    {
        var (asked, enough) = (0, new TaskCompletionSource());
        _process.Grains.OnFind = () =>
        {
            if (++asked == times)
                enough.SetResult();
            return Task.FromException<TokenHolder?>(new TimeoutException());
        };
        await _process.Grains.Resubscribe(Id);
        await _process.TurnAsync(enough.Task);
    }

    private LiveStream Show(LiveCaller following, Stream body)
    {
        var response = new DefaultHttpContext().Response;
        response.Body = body;
        return new LiveStream(following, _process.Users, response, Json, DateTimeOffset.MaxValue, _process.Clock);
    }

    /// <summary>The id of the next event; null when the stream has ended.</summary>
    private static async Task<string?> NextAsync(IAsyncEnumerator<SseItem<string>> events) =>
        await events.MoveNextAsync() ? events.Current.EventId : null;

    private static async Task BeginsAsync(MemoryStream body, string text)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (!Encoding.UTF8.GetString(body.ToArray()).StartsWith(text, StringComparison.Ordinal))
            await beat.WaitForNextTickAsync();
    }
}
