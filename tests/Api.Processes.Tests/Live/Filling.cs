using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>Changes so large and so many that every buffer on the way to a client who does not read is full.</summary>
internal static class Filling
{
    private static readonly string Large = new('x', 32_000);

    /// <summary>Makes so many changes and answers the number of the last.</summary>
    public static async Task<int> FillAsync(this Sandbox app, Person user, int from, int count)
    {
        // One after the other: those that meet at the grain would leave it as one.
        for (var number = from; number < from + count; number++)
        {
            var change = user.Changed(number);
            change["data"]!["public_metadata"] = new JsonObject { ["large"] = Large };
            Expect.Taken(await app.DeliverAsync(change));
        }
        return from + count - 1;
    }
}
