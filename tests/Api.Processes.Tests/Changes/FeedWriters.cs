using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>Clients that create, change and delete users of their own, each again and again until it is acknowledged.</summary>
internal static class FeedWriters
{
    /// <summary>Returns the users with their versions at the end. Every third user is deleted.</summary>
    public static async Task<Dictionary<string, long>> WriteAsync(Sandbox app, int users, int changes)
    {
        var people = Enumerable.Range(0, users).Select(_ => Person.New()).ToArray();
        await Task.WhenAll(people.Select((person, n) => WriteAsync(app, person, changes, isDeleted: n % 3 == 0)));
        return people.Index().ToDictionary(person => person.Item.Id, person => changes + (person.Index % 3 == 0 ? 2L : 1L));
    }

    private static async Task WriteAsync(Sandbox app, Person person, int changes, bool isDeleted)
    {
        await DeliverAsync(app, () => person.Created());
        for (var i = 1; i <= changes; i++)
            await DeliverAsync(app, () => person.Changed(i));
        if (isDeleted)
            await DeliverAsync(app, person.Deleted);
    }

    private static async Task DeliverAsync(Sandbox app, Func<System.Text.Json.Nodes.JsonObject> body)
    {
        while (true)
        {
            try
            {
                if ((await app.DeliverAsync(body())).Status == System.Net.HttpStatusCode.OK)
                    return;
            }
            catch (Exception gone) when (gone is HttpRequestException or OperationCanceledException or ObjectDisposedException)
            {
                // The process was killed, or is being started again with a new client.
            }
            await Task.Delay(200);
        }
    }
}
