using System.Globalization;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

public sealed class KillTests(ITestOutputHelper output)
{
    private const int Kills = 5;
    private const int BatchSize = 100;

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task Every_acknowledged_event_survives_five_kills(DatabaseKind kind)
    {
        var random = Seed.NewRandom(output);
        await using var foreign = ForeignClient.Start();
        await using var app = await Sandbox.StartAsync(foreign, kind);
        await using var storm = new Storm(app, random);

        for (var kill = 1; kill <= Kills; kill++)
        {
            await storm.MoreAsync(events: random.Next(100, 2_000));
            output.WriteLine($"kill {kill} after {storm.Acknowledged} acknowledged events");
            await storm.KillAndRestartAsync();
        }
        await storm.EndAsync();

        Assert.Empty(storm.Refusals);
        await EveryUserIsServedAsync(app, storm.All);
        await EveryRowIsSoundAsync(app, storm.All);
    }

    private static async Task EveryUserIsServedAsync(Sandbox app, IReadOnlyList<Sent> sent)
    {
        var reader = await app.SignedInAsync("reader");
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

    private static async Task EveryRowIsSoundAsync(Sandbox app, IReadOnlyList<Sent> sent)
    {
        var rows = (await app.Database.QueryAsync("select * from users")).ToDictionary(row => (string)row["external_id"]!);
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
