using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class PeerTests(Apps apps)
{
    private const int Rounds = 12;

    // The processes are started once for all: a cluster of two takes its time.
    [Fact]
    public async Task Two_processes_on_one_database_are_of_one_mind_at_once()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Postgres);
        await using var peer = await app.StartPeerAsync();
        await EveryLinkIsSeenByBothAsync(app, peer);
        await LinkAndFirstStoreNeverBothWinAsync(app, peer);
        await LinksToTwoUsersNeverBothWinAsync(app, peer);
        await ADeletionIsSeenByBothAsync(app, peer);
        await Links.AgreeInSqlAsync(app);
    }

    private static async Task EveryLinkIsSeenByBothAsync(Sandbox app, ApiProcess peer)
    {
        var subject = Auth0Person.New().Subject;
        var token = app.Auth0.TokenIdentifier(subject);
        var users = new[] { await app.NewUserAsync(), await app.NewUserAsync() };
        var (here, there) = (await app.SignedInAsync(app.Auth0, subject), await app.SignedInAsync(app.Auth0, subject, at: peer));
        for (var round = 0; round < Rounds; round++)
        {
            // Both have just heard that there is nobody, and might remember it.
            Expect.Problem(await here.CurrentAsync(), HttpStatusCode.NotFound);
            Expect.Problem(await there.CurrentAsync(), HttpStatusCode.NotFound);
            var (admin, user) = (new Admin(round % 2 == 0 ? app.Api : peer, Sandbox.AdminKey), users[round % 3 % 2]);
            Expect.Ok(await admin.LinkAsync(user.Id, token));
            Assert.Equal((user.Id, user.Id), (Links.IdOf(await there.CurrentAsync()), Links.IdOf(await here.CurrentAsync())));
            Assert.Equal((user.Id, user.Id), (Links.IdOf(await here.StoreAsync()), Links.IdOf(await there.StoreAsync())));
            UnlinkTests.NoContent(await new Admin(round % 3 == 0 ? app.Api : peer, Sandbox.AdminKey).UnlinkAsync(user.Id, token));
        }
    }

    private static async Task LinkAndFirstStoreNeverBothWinAsync(Sandbox app, ApiProcess peer)
    {
        var links = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var (user, subject) = (await app.NewUserAsync(), Auth0Person.New().Subject);
            var (here, there) = (await app.SignedInAsync(app.Auth0, subject), await app.SignedInAsync(app.Auth0, subject, at: peer));
            var storing = there.StoreAsync();
            var link = await app.Admin.LinkAsync(user.Id, app.Auth0.TokenIdentifier(subject));
            var stored = Links.IdOf(await storing);

            var now = Links.IdOf(await here.CurrentAsync());
            Assert.Equal(link.Status == HttpStatusCode.OK ? user.Id : app.Auth0.ExternalId(subject), now);
            Assert.Equal((now, now, now), (stored, Links.IdOf(await there.CurrentAsync()), Links.IdOf(await there.StoreAsync())));
            if (link.Status == HttpStatusCode.OK)
                links++;
            else
                Expect.Problem(link, HttpStatusCode.Conflict);
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{links} of {Rounds} links were faster than the first store.");
    }

    private static async Task LinksToTwoUsersNeverBothWinAsync(Sandbox app, ApiProcess peer)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var (one, other, subject) = (await app.NewUserAsync(), await app.NewUserAsync(), Auth0Person.New().Subject);
            var token = app.Auth0.TokenIdentifier(subject);
            var answers = await Task.WhenAll(
                app.Admin.LinkAsync(one.Id, token), new Admin(peer, Sandbox.AdminKey).LinkAsync(other.Id, token));
            Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict], answers.Select(answer => answer.Status).Order());
            var winner = answers[0].Status == HttpStatusCode.OK ? one.Id : other.Id;
            Assert.Equal(winner, Links.IdOf(await (await app.SignedInAsync(app.Auth0, subject, at: peer)).CurrentAsync()));
            Assert.Equal(winner, Links.IdOf(await (await app.SignedInAsync(app.Auth0, subject)).CurrentAsync()));
        }
    }

    private static async Task ADeletionIsSeenByBothAsync(Sandbox app, ApiProcess peer)
    {
        var (user, subject) = (await app.NewUserAsync(), Auth0Person.New().Subject);
        await app.LinkedAsync(user.Id, app.Auth0.TokenIdentifier(subject));
        var there = await app.SignedInAsync(app.Auth0, subject, at: peer);
        Assert.Equal(user.Id, Links.IdOf(await there.CurrentAsync()));
        Expect.Taken(await app.DeliverAsync(user.Deleted()));
        Expect.Problem(await there.CurrentAsync(), HttpStatusCode.NotFound);
        Expect.Problem(await there.StoreAsync(), HttpStatusCode.Gone);
    }
}
