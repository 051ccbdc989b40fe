using System.Net;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

/// <summary>Sends one change of a user to one process, and records what came of it.</summary>
internal sealed class Changes(Fleet fleet, CallHistory history)
{
    // Claims count from the second in which the token was made.
    private readonly long _begin = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 3_600;

    /// <summary>The user's next change of this kind. The answer is null when there was none.</summary>
    public async Task<Answer?> SendAsync(TrackedUser user, Change change, int process)
    {
        var number = user.Next(change);
        // A token is made before the call begins.
        var token = change == Change.Store ? await TokenAsync(user, number) : "";
        var at = history.Now;
        history.Invoked(user.Id, process, $"{change}", at, number);
        try
        {
            var answer = await SendAsync(user, change, number, token, fleet.All[process]);
            if (answer.Status is HttpStatusCode.OK or HttpStatusCode.NoContent)
                history.Acknowledge(user.Id, process, $"{change}", at, number);
            return answer;
        }
        catch (Exception reason) when (reason is HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            // The change may have happened or not.
            return null;
        }
    }

    private Task<Answer> SendAsync(TrackedUser user, Change change, int number, string token, ApiProcess at) => change switch
    {
        Change.Store => new SignedIn(at, token).StoreAsync(),
        Change.AdminDelete => new Admin(at, Sandbox.AdminKey).DeleteAsync(user.Id),
        _ => at.DeliverAsync(fleet.Secret, Event(user, change, number)),
    };

    private Task<string> TokenAsync(TrackedUser user, int number) => fleet.TokenAsync(user.Id, claims =>
    {
        claims["iat"] = _begin + number;
        claims["name"] = $"User {number}";
    });

    private static JsonObject Event(TrackedUser user, Change change, int number)
    {
        if (change == Change.Delete)
            return user.At(0).Deleted();
        var said = number == 1 ? user.At(number).Created() : user.At(number).Updated();
        if (change == Change.Ban)
            said["data"]!["banned"] = true;
        return said;
    }
}
