using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

public sealed class LinkKillTests(ITestOutputHelper output)
{
    private const int Kills = 5;

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task No_sign_in_has_two_users_and_no_acknowledged_link_is_lost_after_five_kills(DatabaseKind kind)
    {
        var random = Seed.NewRandom(output);
        await using var foreign = ForeignClient.Start();
        await using var app = await Sandbox.StartAsync(foreign, kind);
        await using var storm = await LinkLoad.StartAsync(app, random);

        for (var kill = 1; kill <= Kills; kill++)
        {
            await storm.MoreAsync(answers: random.Next(50, 600));
            output.WriteLine($"kill {kill} after {storm.Answers} answers");
            await storm.KillAndRestartAsync(() => IsSoundAsync(app));
        }
        await storm.MoreAsync(answers: 200);
        await storm.EndAsync();

        Assert.Empty(storm.Faults);
        await IsSoundAsync(app);
        await IsAsAcknowledgedAsync(app, storm);
    }

    // While the requests that a kill cut off are still unknown to their senders, the database must already agree with itself.
    private static async Task IsSoundAsync(Sandbox app) => Assert.Empty((await TokenIndex.ReadAsync(app.Database)).Contradictions());

    private static async Task IsAsAcknowledgedAsync(Sandbox app, LinkLoad storm)
    {
        var tokens = await TokenIndex.ReadAsync(app.Database);
        foreach (var (link, holds) in storm.Known.Where(known => known.Value != Holds.NobodyKnows))
        {
            var held = tokens.HoldersOf(link.Token).Contains(link.Id);
            Assert.True(held == (holds == Holds.Yes), $"{link}: the answer was {holds}, SQL says {held}.");
        }
        foreach (var subject in storm.Subjects)
        {
            var holder = tokens.HoldersOf(app.Auth0.TokenIdentifier(subject)).SingleOrDefault();
            var current = await (await app.SignedInAsync(app.Auth0, subject)).CurrentAsync();
            Assert.Equal(holder is null ? HttpStatusCode.NotFound : HttpStatusCode.OK, current.Status);
            Assert.Equal(holder, holder is null ? null : (string?)current.Json!["id"]);
        }
    }
}
