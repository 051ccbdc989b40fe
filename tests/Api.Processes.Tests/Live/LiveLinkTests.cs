using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class LiveLinkTests(Apps apps)
{
    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task A_linked_sign_in_sees_the_user_it_is_linked_to(DatabaseKind kind)
    {
        var (app, subject) = (await apps.On(kind), Auth0Person.New().Subject);
        var user = await app.NewUserAsync();
        await app.LinkedAsync(user.Id, app.Auth0.TokenIdentifier(subject));
        var caller = await app.SignedInAsync(app.Auth0, subject);
        var (live, first) = await caller.OpenedAsync();
        await using var closing = live;
        await caller.IsNowAsync(first);

        await app.ChangeAsync(user, 1);
        var changed = await live.NextAsync();
        Assert.Equal(Watching.Called(1), changed.Name);
        Assert.True(changed.Version > first.Version);

        await using var again = await caller.OpenAsync(changed.Id);
        await again.CommentAsync();
        await app.ChangeAsync(user, 2);
        Assert.Equal(Watching.Called(2), (await again.NextAsync()).Name);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task A_stream_of_nobody_becomes_that_of_the_user_the_sign_in_is_linked_to(DatabaseKind kind)
    {
        var (app, subject) = (await apps.On(kind), Auth0Person.New().Subject);
        var user = await app.NewUserAsync();
        var caller = await app.SignedInAsync(app.Auth0, subject);
        var (live, nobody) = await caller.OpenedAsync();
        await using var closing = live;
        Assert.Null(nobody.User);

        await app.LinkedAsync(user.Id, app.Auth0.TokenIdentifier(subject));
        var linked = await live.NextAsync();
        await caller.IsNowAsync(linked);
        Assert.True(linked.Version > nobody.Version);
        await app.ChangeAsync(user, 1);
        Assert.Equal(Watching.Called(1), (await live.NextAsync()).Name);
    }

    [Fact]
    public async Task An_unlinked_sign_in_is_sent_home_and_is_nobody_when_it_comes_back()
    {
        var (app, subject) = (await apps.On(), Auth0Person.New().Subject);
        var (user, token) = (await app.NewUserAsync(), app.Auth0.TokenIdentifier(subject));
        await app.LinkedAsync(user.Id, token);
        var caller = await app.SignedInAsync(app.Auth0, subject);
        var (live, first) = await caller.OpenedAsync();
        await using var closing = live;
        UnlinkTests.NoContent(await app.Admin.UnlinkAsync(user.Id, token));
        await live.EndedAsync();
        Assert.Null(live.Next());

        var (again, nobody) = await caller.OpenedAsync(first.Id);
        await using var closingToo = again;
        Assert.Null(nobody.User);
        await app.ChangeAsync(user, 1);
        Expect.Ok(await caller.StoreAsync());
        Assert.Equal(app.Auth0.ExternalId(subject), (string?)(await again.NextAsync()).User!["id"]);
    }

    [Fact]
    public async Task A_sign_in_that_moves_from_user_to_user_sees_each_whatever_it_saw_last()
    {
        var (app, subject) = (await apps.On(), Auth0Person.New().Subject);
        var (users, token) = (new[] { await app.NewUserAsync(), await app.NewUserAsync() }, app.Auth0.TokenIdentifier(subject));
        var caller = await app.SignedInAsync(app.Auth0, subject);
        var lastId = default(string);
        for (var round = 0; round < 4; round++)
        {
            var user = users[round % 2];
            await app.LinkedAsync(user.Id, token);
            var (live, first) = await caller.OpenedAsync(lastId);
            await using var closing = live;
            Assert.Equal(user.Id, (string?)first.User!["id"]);
            lastId = first.Id;
            UnlinkTests.NoContent(await app.Admin.UnlinkAsync(user.Id, token));
            await live.EndedAsync();
        }
    }

    [Fact]
    public async Task The_deletion_of_the_user_it_is_linked_to_leaves_a_sign_in_with_nobody()
    {
        var (app, subject) = (await apps.On(), Auth0Person.New().Subject);
        var user = await app.NewUserAsync();
        await app.LinkedAsync(user.Id, app.Auth0.TokenIdentifier(subject));
        var caller = await app.SignedInAsync(app.Auth0, subject);
        var (live, first) = await caller.OpenedAsync();
        await using var closing = live;
        Expect.Taken(await app.DeliverAsync(user.Deleted()));
        await live.EndedAsync();

        var (again, nobody) = await caller.OpenedAsync(first.Id);
        await using var closingToo = again;
        Assert.Null(nobody.User);
    }

    [Fact]
    public async Task The_own_and_the_linked_sign_in_see_the_same()
    {
        var (app, subject) = (await apps.On(), Auth0Person.New().Subject);
        var user = await app.NewUserAsync();
        await app.LinkedAsync(user.Id, app.Auth0.TokenIdentifier(subject));
        await using var own = await (await app.SignedInAsync(user.Id)).OpenAsync();
        await using var linked = await (await app.SignedInAsync(app.Auth0, subject)).OpenAsync();
        for (var number = 1; number < 5; number++)
        {
            Assert.Equal((await own.NextAsync()).User!.ToJsonString(), (await linked.NextAsync()).User!.ToJsonString());
            await app.ChangeAsync(user, number);
        }
    }
}
