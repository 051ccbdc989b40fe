using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>Changes to a user, and the clients that watch it.</summary>
internal static class Watching
{
    /// <summary>A user of Clerk whom nobody has heard of, signed in.</summary>
    public static async Task<(Person User, SignedIn Caller)> NewCallerAsync(this Sandbox app, Action<JsonObject>? set = null)
    {
        var user = Person.New();
        return (user, await app.SignedInAsync(user.Id, set));
    }

    /// <summary>The webhook of the user's <paramref name="number"/>th change.</summary>
    public static JsonObject Changed(this Person user, int number) => user.AfterChange(number).Updated();

    public static async Task ChangeAsync(this Sandbox app, Person user, int number) =>
        Expect.Taken(await app.DeliverAsync(user.Changed(number)));

    /// <summary>What the user is called after that change.</summary>
    public static string Called(int number) => string.Create(CultureInfo.InvariantCulture, $"Ada {number}");

    /// <summary>A stream that was let in.</summary>
    public static async Task<LiveClient> OpenAsync(this SignedIn caller, string? lastEventId = null)
    {
        var live = await caller.LiveAsync(lastEventId);
        Assert.True(live.Status == HttpStatusCode.OK, live.Refusal?.ToString());
        return live;
    }

    /// <summary>A stream and the first event of it.</summary>
    public static async Task<(LiveClient Live, LiveEvent First)> OpenedAsync(this SignedIn caller, string? lastEventId = null)
    {
        var live = await caller.OpenAsync(lastEventId);
        return (live, await live.NextAsync());
    }

    /// <summary>The event is the user as everybody else sees it now.</summary>
    public static async Task IsNowAsync(this SignedIn caller, LiveEvent heard) =>
        Assert.Equal(Expect.Ok(await caller.CurrentAsync()).ToJsonString(), heard.User?.ToJsonString());
}
