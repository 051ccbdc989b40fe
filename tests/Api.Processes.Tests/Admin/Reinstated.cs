using System.Net;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>The calls of an operator about one user, and what is made after a reinstatement.</summary>
internal static class Reinstated
{
    /// <summary>A time after every reinstatement of the test: events may be dated some minutes ahead.</summary>
    public static DateTimeOffset Later(int seconds = 60) => TimeProvider.System.GetUtcNow().AddSeconds(seconds);

    public static Task<Answer> ReinstateAsync(this Admin admin, string id) => admin.SendAsync(HttpMethod.Post, $"{PathOf(id)}/reinstate");

    public static Task<Answer> DetailsAsync(this Admin admin, string id) => admin.SendAsync(HttpMethod.Get, PathOf(id));

    /// <summary>Deletes and reinstates a user.</summary>
    public static async Task<JsonNode> ReinstatedAsync(this Sandbox app, string id)
    {
        Assert.Equal(HttpStatusCode.NoContent, (await app.Admin.DeleteAsync(id)).Status);
        return Expect.Ok(await app.Admin.ReinstateAsync(id));
    }

    /// <summary>A caller whose token is made after the reinstatement.</summary>
    public static Task<SignedIn> SignedInLaterAsync(this Sandbox app, string id, Action<JsonObject>? set = null) =>
        app.SignedInAsync(id, claims =>
        {
            claims["iat"] = Later(3).ToUnixTimeSeconds();
            set?.Invoke(claims);
        });

    public static string PathOf(string id) => $"/admin/users/{Uri.EscapeDataString(id)}";
}
