using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>A banned user's token stays good until it expires; every call made with it is refused all the same.</summary>
public sealed class BannedUserTests(Apps apps)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    [Theory, InlineData("banned"), InlineData("deprovisioned")]
    public async Task Every_call_is_refused_and_a_later_event_without_the_ban_lets_the_user_in_again(string field)
    {
        var (app, user) = (await apps.On(), Person.New());
        Expect.Taken(await app.DeliverAsync(user.Created()));
        var caller = await app.SignedInAsync(user.Id);
        Expect.Ok(await caller.CurrentAsync());
        Expect.Ok(await caller.CurrentAsync());

        Expect.Taken(await app.DeliverAsync(Banned(user, 1, field, banned: true)));
        await EveryCallAsync(caller, answer => Expect.Problem(answer, HttpStatusCode.Forbidden));
        Assert.Contains("banned", (string?)(await caller.CurrentAsync()).Json!["title"], StringComparison.Ordinal);

        // An older event lifts nothing.
        Expect.Taken(await app.DeliverAsync(user.Updated()));
        Expect.Problem(await caller.CurrentAsync(), HttpStatusCode.Forbidden);
        Expect.Taken(await app.DeliverAsync(Banned(user, 2, field, banned: false)));
        Assert.False((bool)Expect.Ok(await caller.CurrentAsync())["banned"]!);
        Expect.Ok(await caller.StoreAsync());
        Assert.Equal(HttpStatusCode.Created, (await caller.SendAsync("I am back")).Status);
    }

    [Fact]
    public async Task An_open_stream_and_a_waiting_call_end_within_a_second()
    {
        var (app, user) = (await apps.On(), Person.New());
        var caller = await app.SignedInAsync(user.Id);
        var waiting = caller.WaitAsync(20);
        Expect.Taken(await app.DeliverAsync(Banned(user, 0, "banned", banned: true)));
        Expect.Problem(await waiting, HttpStatusCode.Forbidden);

        Expect.Taken(await app.DeliverAsync(Banned(user, 1, "banned", banned: false)));
        await using var stream = await caller.LiveAsync();
        Assert.NotNull((await stream.NextAsync()).User);
        Expect.Taken(await app.DeliverAsync(Banned(user, 2, "banned", banned: true)));
        var started = Stopwatch.GetTimestamp();
        await stream.EndedAsync();
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Soon + Soon);
        Assert.Null(stream.Next());
        await using var again = await caller.LiveAsync(stream.LastId);
        Assert.Equal(HttpStatusCode.Forbidden, again.Status);
    }

    [Fact]
    public async Task In_every_process_of_the_cluster()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Postgres);
        await using var peer = await app.StartPeerAsync();
        var users = Enumerable.Range(0, 10).Select(_ => Person.New()).ToArray();
        foreach (var user in users)
        {
            Expect.Taken(await app.DeliverAsync(user.Created()));
            var (here, there) = (await app.SignedInAsync(user.Id), await app.SignedInAsync(app.Clerk, user.Id, at: peer));
            // Read before, so that whatever a process keeps is there.
            foreach (var caller in new[] { here, there, here, there })
                Expect.Ok(await caller.CurrentAsync());
            await using var stream = await there.LiveAsync();
            await stream.NextAsync();

            Expect.Taken(await peer.DeliverAsync(app.Secret, Banned(user, 1, "banned", banned: true)));
            foreach (var caller in new[] { here, there })
                await EveryCallAsync(caller, answer => Expect.Problem(answer, HttpStatusCode.Forbidden));
            await stream.EndedAsync();
        }
    }

    [Fact]
    public async Task A_user_whom_a_linked_provider_blocks_is_refused_by_whatever_sign_in()
    {
        var (app, user, person) = (await apps.On(), Person.New(), Auth0Person.New());
        Expect.Taken(await app.DeliverAsync(user.Created()));
        Expect.Ok(await app.Admin.LinkAsync(user.Id, app.Auth0.TokenIdentifier(person.Subject)));
        var blocked = person.Profile();
        blocked["blocked"] = true;
        Expect.Taken(await app.DeliverAsync(app.Auth0, person.Said(blocked)));
        foreach (var caller in new[] { await app.SignedInAsync(user.Id), await app.SignedInAsync(app.Auth0, person.Subject) })
            Expect.Problem(await caller.CurrentAsync(), HttpStatusCode.Forbidden);

        var later = person with { UpdatedAt = person.UpdatedAt.AddSeconds(1) };
        Expect.Taken(await app.DeliverAsync(app.Auth0, later.Updated()));
        Expect.Ok(await (await app.SignedInAsync(app.Auth0, person.Subject)).CurrentAsync());
    }

    [Fact]
    public async Task Others_still_see_the_banned_users_profile()
    {
        var (app, user) = (await apps.On(), Person.New());
        Expect.Taken(await app.DeliverAsync(Banned(user, 0, "banned", banned: true)));
        Assert.Equal("Ada Lovelace", (string?)Expect.Ok(await (await app.SignedInAsync(Person.New().Id)).ProfileAsync(user.Id))["name"]);
    }

    private static async Task EveryCallAsync(SignedIn caller, Action<Answer> expect)
    {
        expect(await caller.CurrentAsync());
        expect(await caller.WaitAsync(1));
        expect(await caller.StoreAsync());
        expect(await caller.ProfileAsync("user_1"));
        expect(await caller.ProfilesAsync("user_1", "user_2"));
        expect(await caller.SendAsync("Hello"));
        expect(await caller.ChannelAsync("general"));
        expect(await caller.OwnMessagesAsync());
        await using var stream = await caller.LiveAsync();
        expect(stream.Refusal!);
    }

    private static JsonObject Banned(Person user, int second, string field, bool banned)
    {
        var body = (user with { UpdatedAt = Person.Epoch.AddSeconds(second) }).Updated();
        body["data"]![field] = banned;
        return body;
    }
}
