using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class LiveResumeTests(Apps apps)
{
    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task A_client_that_comes_back_with_the_newest_id_hears_only_what_is_new(DatabaseKind kind)
    {
        var app = await apps.On(kind);
        var (user, caller) = await app.NewCallerAsync();
        await app.ChangeAsync(user, 1);
        var (live, first) = await caller.OpenedAsync();
        await live.DisposeAsync();

        await using var again = await caller.OpenAsync(first.Id);
        await again.CommentAsync();
        await app.ChangeAsync(user, 2);
        Assert.Equal(Watching.Called(2), (await again.NextAsync()).Name);
        Assert.Null(again.Next());
    }

    [Fact]
    public async Task So_does_one_whose_user_is_not_stored_or_is_deleted()
    {
        var app = await apps.On();
        var (user, caller) = await app.NewCallerAsync();
        var (live, nobody) = await caller.OpenedAsync();
        await live.DisposeAsync();
        await using var again = await caller.OpenAsync(nobody.Id);
        await again.CommentAsync();
        await app.ChangeAsync(user, 1);
        Assert.Equal(Watching.Called(1), (await again.NextAsync()).Name);

        Expect.Taken(await app.DeliverAsync(user.Deleted()));
        var deleted = await again.NextAsync();
        await using var last = await caller.OpenAsync(deleted.Id);
        await last.CommentAsync();
        Assert.Null(last.Next());
    }

    [Fact]
    public async Task A_client_that_missed_changes_gets_the_newest_state_and_none_of_those_before()
    {
        var app = await apps.On();
        var (user, caller) = await app.NewCallerAsync();
        await app.ChangeAsync(user, 1);
        var (live, first) = await caller.OpenedAsync();
        await live.DisposeAsync();
        for (var number = 2; number < 6; number++)
            await app.ChangeAsync(user, number);

        await using var again = await caller.OpenAsync(first.Id);
        Assert.Equal(Watching.Called(5), (await again.NextAsync()).Name);
        await app.ChangeAsync(user, 6);
        Assert.Equal(Watching.Called(6), (await again.NextAsync()).Name);
    }

    [Fact]
    public async Task An_id_nobody_ever_gave_gets_the_user_as_it_is_and_never_an_error()
    {
        var app = await apps.On();
        var (user, caller) = await app.NewCallerAsync();
        await app.ChangeAsync(user, 1);
        string[] ids =
        [
            "", "0", "-1", "2", "999999", "01", "+1", "1.0", "1,0", "1e0", "0x1", "1 1",
            "9223372036854775807", "9223372036854775808", "-9223372036854775809",
            new string('9', 4_000), "null", "true", "NaN", "abc", "é", "١", "１", "漢字", "👩‍🚀", "\"1\"",
            "'; drop table users; --", "<script>", "\t1x", "%31",
        ];
        foreach (var id in ids)
        {
            var (live, first) = await caller.OpenedAsync(id);
            await using var closing = live;
            Assert.True(first.Name == Watching.Called(1), $"After the id {id}: {first}");
        }
    }

    [Fact]
    public async Task An_id_that_is_given_twice_gets_the_user_as_it_is()
    {
        var app = await apps.On();
        var (user, caller) = await app.NewCallerAsync();
        await app.ChangeAsync(user, 1);
        var (live, first) = await caller.OpenedAsync();
        await live.DisposeAsync();
        var (again, repeated) = await caller.OpenedAsync($"{first.Id}, {first.Id}");
        await using var closing = again;
        Assert.Equal(first.Id, repeated.Id);
    }
}
