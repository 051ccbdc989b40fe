using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class LiveTests(Apps apps)
{
    [Fact]
    public async Task A_stream_is_one_that_nothing_on_its_way_keeps_or_holds_back()
    {
        var (_, caller) = await (await apps.On()).NewCallerAsync();
        await using var live = await caller.OpenAsync();
        Assert.Equal("text/event-stream", live.ContentHeaders.ContentType?.MediaType);
        Assert.True(live.ContentHeaders.ContentType?.CharSet is null or "utf-8");
        Assert.True(live.Headers.CacheControl is { NoCache: true } or { NoStore: true }, live.Headers.ToString());
        Assert.Equal(["no"], live.Headers.GetValues("X-Accel-Buffering"));
        Assert.Empty(live.ContentHeaders.ContentEncoding);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task A_stream_tells_the_user_as_it_is_and_after_every_change(DatabaseKind kind)
    {
        var app = await apps.On(kind);
        var (user, caller) = await app.NewCallerAsync();
        await using var live = await caller.OpenAsync();
        var heard = new List<LiveEvent> { await live.NextAsync() };
        Assert.Null(heard[0].User);
        await TellsAsync(async () => Expect.Taken(await app.DeliverAsync(user.Created())));
        await TellsAsync(() => app.ChangeAsync(user, 1));
        Assert.Equal(Watching.Called(1), heard[^1].Name);
        await TellsAsync(async () =>
            Expect.Ok(await (await app.SignedInAsync(user.Id, claims => claims["name"] = "Augusta Ada")).StoreAsync()));
        Assert.Equal("Augusta Ada", heard[^1].Name);
        await TellsAsync(() => app.LinkedAsync(user.Id, app.Corp.TokenIdentifier(user.Id)));
        Assert.Equal(2, Links.TokensOf(heard[^1].User!).Count());

        Expect.Taken(await app.DeliverAsync(user.Deleted()));
        heard.Add(await live.NextAsync());
        Assert.Null(heard[^1].User);
        Assert.Equal(heard.Select(one => one.Version).Distinct().Order(), heard.Select(one => one.Version));

        async Task TellsAsync(Func<Task> change)
        {
            await change();
            heard.Add(await live.NextAsync());
            await caller.IsNowAsync(heard[^1]);
        }
    }

    [Fact]
    public async Task A_user_who_is_stored_is_told_first()
    {
        var app = await apps.On();
        var (user, caller) = await app.NewCallerAsync();
        Expect.Taken(await app.DeliverAsync(user.Created()));
        var (live, first) = await caller.OpenedAsync();
        await using var closing = live;
        await caller.IsNowAsync(first);
        Assert.Equal((long)first.User!["version"]!, first.Version);
    }

    [Fact]
    public async Task What_changes_nothing_a_reader_sees_is_not_told()
    {
        var app = await apps.On();
        var (user, caller) = await app.NewCallerAsync();
        await app.ChangeAsync(user, 1);
        var (live, first) = await caller.OpenedAsync();
        await using var closing = live;

        await app.ChangeAsync(user, 1);
        await app.ChangeAsync(user, 0);
        Expect.Taken(await app.DeliverAsync((user with { LastName = "1", UpdatedAt = Person.Epoch.AddDays(1) }).Updated()));
        Expect.Ok(await caller.StoreAsync());
        Expect.Taken(await app.DeliverAsync((user with { LastName = "King", UpdatedAt = Person.Epoch.AddDays(2) }).Updated()));
        var next = await live.NextAsync();
        Assert.Equal(("Ada King", first.Version + 1), (next.Name, next.Version));
    }

    [Fact]
    public async Task A_late_update_does_not_revive_a_deleted_user()
    {
        var app = await apps.On();
        var (user, caller) = await app.NewCallerAsync();
        await app.ChangeAsync(user, 1);
        var (live, first) = await caller.OpenedAsync();
        await using var closing = live;
        Expect.Taken(await app.DeliverAsync(user.Deleted()));
        var deleted = await live.NextAsync();
        Assert.Null(deleted.User);
        Assert.True(deleted.Version > first.Version);

        await app.ChangeAsync(user, 2);
        Assert.Equal(HttpStatusCode.Gone, (await caller.StoreAsync()).Status);
        var (again, end) = await caller.OpenedAsync();
        await using var closingToo = again;
        Assert.Equal(deleted, end);
        // Whatever the old stream had to tell was told before the new one's first.
        Assert.Null(live.Next());
    }

    [Fact]
    public async Task Every_stream_of_a_user_hears_of_a_change()
    {
        var app = await apps.On();
        var (user, caller) = await app.NewCallerAsync();
        await using var one = await caller.OpenAsync();
        await using var other = await (await app.SignedInAsync(user.Id)).OpenAsync();
        foreach (var live in new[] { one, other })
            Assert.Null((await live.NextAsync()).User);
        await app.ChangeAsync(user, 1);
        foreach (var live in new[] { one, other })
            Assert.Equal(Watching.Called(1), (await live.NextAsync()).Name);
    }

    [Fact]
    public async Task Nobody_else_hears_of_it()
    {
        var app = await apps.On();
        var (user, _) = await app.NewCallerAsync();
        var (other, caller) = await app.NewCallerAsync();
        var (live, _) = await caller.OpenedAsync();
        await using var closing = live;
        await app.ChangeAsync(user, 1);
        await app.ChangeAsync(other, 2);
        Assert.Equal(other.Id, (string?)(await live.NextAsync()).User!["id"]);
    }

    [Theory, InlineData("HEAD"), InlineData("POST"), InlineData("PUT"), InlineData("DELETE")]
    public async Task A_stream_is_only_got(string method)
    {
        var (_, caller) = await (await apps.On()).NewCallerAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri("/users/current/live", UriKind.Relative));
        request.Headers.Authorization = new("Bearer", caller.Token);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await caller.Api.SendAsync(request)).Status);
    }

    [Fact]
    public async Task Nobody_gets_a_stream_without_a_good_token()
    {
        var app = await apps.On();
        var expired = await app.SignedInAsync(Person.New().Id, claims => claims["exp"] = (long)claims["iat"]! - 60);
        foreach (var token in new[] { null, "nonsense", expired.Token })
        {
            await using var live = await LiveClient.OpenAsync(app.Api, token);
            Expect.Unauthorized(live.Refusal!);
        }
    }
}
