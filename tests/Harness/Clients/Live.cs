using System.Globalization;

namespace OrleansUsers.Harness;

/// <summary>The calls of a client that follows the changes of its user.</summary>
public static class Live
{
    /// <summary><c>GET /users/current/live</c>.</summary>
    public static Task<LiveClient> LiveAsync(this SignedIn caller, string? lastEventId = null) =>
        LiveClient.OpenAsync(caller.Api, caller.Token, lastEventId);

    /// <summary><c>GET /users/current?wait=…</c>.</summary>
    public static Task<Answer> WaitAsync(this SignedIn caller, int seconds) =>
        caller.Api.GetAsync($"/users/current?wait={seconds.ToString(CultureInfo.InvariantCulture)}", caller.Token);
}
