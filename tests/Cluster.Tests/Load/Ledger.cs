using System.Globalization;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

/// <summary>Compares, user by user, what was acknowledged with what the program serves and what the database holds.</summary>
internal static class Ledger
{
    private const int BatchSize = 100;

    /// <summary>Nothing that was acknowledged is lost, and nothing is there that nobody sent.</summary>
    /// <param name="reader">Anybody who is signed in, at the process that is asked.</param>
    public static async Task IsKeptAsync(IReadOnlyList<Sent> sent, SignedIn reader, UsersDatabase database)
    {
        await EveryUserIsServedAsync(sent, reader);
        await EveryRowIsSoundAsync(sent, database);
    }

    private static async Task EveryUserIsServedAsync(IReadOnlyList<Sent> sent, SignedIn reader)
    {
        foreach (var batch in sent.Chunk(BatchSize))
        {
            var answer = await reader.ProfilesAsync(batch.Select(user => user.Person.Id));
            var profiles = answer.Json!.AsArray();
            foreach (var (user, profile) in batch.Zip(profiles))
            {
                if (profile is null)
                {
                    var free = user.DeletionSent || user.Acknowledged == 0;
                    Assert.True(free, $"{user.Person.Id} is lost: event {user.Acknowledged} was acknowledged.");
                }
                else
                {
                    Assert.False(user.DeletionAcknowledged, $"{user.Person.Id} is back: its deletion was acknowledged.");
                    AssertReflects(user, (string)profile["name"]!);
                }
            }
        }
    }

    private static async Task EveryRowIsSoundAsync(IReadOnlyList<Sent> sent, UsersDatabase database)
    {
        var rows = (await database.QueryAsync("select * from users")).ToDictionary(row => (string)row["external_id"]!);
        Assert.Subset(sent.Select(user => user.Person.Id).ToHashSet(), rows.Keys.ToHashSet());
        foreach (var user in sent.Where(user => user.Acknowledged > 0 || user.DeletionAcknowledged))
        {
            var row = rows[user.Person.Id];
            Assert.NotNull(JsonNode.Parse((string)row["state"]!));
            Assert.InRange((long)row["version"]!, 0, (long)row["revision"]!);
            if (row["deleted_at"] is not null)
            {
                Assert.True(user.DeletionSent);
                Assert.Null(row["name"]);
                continue;
            }
            Assert.False(user.DeletionAcknowledged);
            AssertReflects(user, (string)row["name"]!);
            Assert.True(Time(row["updated_at"]) >= Person.Epoch.AddMilliseconds(user.Acknowledged));
        }
    }

    private static void AssertReflects(Sent user, string name) =>
        Assert.True(
            int.Parse(name["User ".Length..], CultureInfo.InvariantCulture) >= user.Acknowledged,
            $"{user.Person.Id} is \"{name}\", but event {user.Acknowledged} was acknowledged.");

    // SQLite has no type for a time: there it is ISO 8601 text.
    private static DateTimeOffset Time(object? value) =>
        value is DateTime time ? time : DateTimeOffset.Parse((string)value!, CultureInfo.InvariantCulture);
}
