using System.Net;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>What the tests of messages do and look for.</summary>
internal static class Talk
{
    /// <summary>A channel nobody else uses.</summary>
    public static string NewChannel() => $"channel {Guid.NewGuid():N}";

    /// <summary>A caller who is stored and has a name.</summary>
    public static async Task<SignedIn> StoredAsync(this Sandbox app, string? id = null, string name = "Ada Lovelace")
    {
        var caller = await app.SignedInAsync(id ?? Person.New().Id, claims => claims["name"] = name);
        Expect.Ok(await caller.StoreAsync());
        return caller;
    }

    public static JsonNode Sent(Answer answer)
    {
        Assert.True(answer.Status == HttpStatusCode.Created, answer.ToString());
        return answer.Json!;
    }

    /// <summary>Sends messages one after the other.</summary>
    public static async Task<JsonNode[]> SendAllAsync(this SignedIn caller, string channel, IEnumerable<string> bodies)
    {
        var sent = new List<JsonNode>();
        foreach (var body in bodies)
            sent.Add(Sent(await caller.SendAsync(body, channel)));
        return [.. sent];
    }

    /// <summary>Everything a client finds that pages from the newest message back to the oldest; oldest first.</summary>
    /// <param name="read">Reads the page before a cursor.</param>
    public static async Task<JsonNode[]> AllAsync(Func<string?, Task<Answer>> read)
    {
        var all = new List<JsonNode>();
        string? before = null;
        do
        {
            var page = Expect.Ok(await read(before));
            all.InsertRange(0, page["items"]!.AsArray()!);
            before = (string?)page["before"];
        }
        while (before is not null);
        return [.. all];
    }

    public static IEnumerable<string> Texts(this IEnumerable<JsonNode?> messages, string field = "body") =>
        messages.Select(message => (string)message![field]!);
}
