using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

public sealed class KillTests(ITestOutputHelper output)
{
    private const int Kills = 5;

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task Every_acknowledged_event_survives_five_kills(DatabaseKind kind)
    {
        var random = Seed.NewRandom(output);
        await using var foreign = ForeignClient.Start();
        await using var app = await Sandbox.StartAsync(foreign, kind);
        await using var storm = new WebhookLoad(app, random);

        for (var kill = 1; kill <= Kills; kill++)
        {
            await storm.MoreAsync(events: random.Next(100, 2_000));
            output.WriteLine($"kill {kill} after {storm.Acknowledged} acknowledged events");
            await storm.KillAndRestartAsync();
        }
        await storm.EndAsync();

        Assert.Empty(storm.Refusals);
        await Ledger.IsKeptAsync(storm.All, await app.SignedInAsync("reader"), app.Database);
    }
}
