using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

public sealed class LinkRaceTests
{
    private const int Users = 32;
    private const int Rounds = 10;

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task Of_32_users_racing_for_one_sign_in_one_gets_it(DatabaseKind kind)
    {
        await using var foreign = ForeignClient.Start();
        await using var app = await Sandbox.StartAsync(foreign, kind);
        // On PostgreSQL the racers meet in the database; in a file there is only one process.
        await using var peer = kind == DatabaseKind.Postgres ? await app.StartPeerAsync() : null;
        var admins = new[] { app.Admin, peer is null ? app.Admin : new Admin(peer, Sandbox.AdminKey) };
        var users = Enumerable.Range(0, Users).Select(_ => Person.New()).ToArray();
        foreach (var user in users)
            Assert.Equal(HttpStatusCode.OK, (await app.DeliverAsync(user.Created())).Status);

        for (var round = 0; round < Rounds; round++)
        {
            var subject = Auth0Person.New().Subject;
            var token = app.Auth0.TokenIdentifier(subject);
            var answers = await Task.WhenAll(users.Select((user, index) => admins[index % 2].LinkAsync(user.Id, token)));

            Assert.Equal(Users - 1, answers.Count(answer => answer.Status == HttpStatusCode.Conflict));
            var winner = users[Array.FindIndex(answers, answer => answer.Status == HttpStatusCode.OK)].Id;
            var tokens = await TokenIndex.ReadAsync(app.Database);
            Assert.Empty(tokens.Contradictions());
            Assert.Equal([winner], tokens.HoldersOf(token));
            foreach (var api in new[] { app.Api, peer ?? app.Api })
            {
                var caller = await app.SignedInAsync(app.Auth0, subject, at: api);
                Assert.Equal(winner, (string?)(await caller.CurrentAsync()).Json!["id"]);
            }
        }
    }
}
