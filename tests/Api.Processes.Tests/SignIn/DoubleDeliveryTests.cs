using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class DoubleDeliveryTests(Apps apps)
{
    private const int Users = 50;

    // While a secret is rolled the provider has two endpoints with one URL: each event comes twice, each time signed otherwise.
    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task Every_event_delivered_twice_by_two_endpoints_is_taken_twice_and_stored_once(DatabaseKind kind)
    {
        var app = await apps.On(kind);
        await Parallel.ForEachAsync(Enumerable.Range(0, Users), async (_, _) =>
        {
            var (user, person) = (Person.New(), Auth0Person.New());
            var later = user with { LastName = "King", UpdatedAt = Person.Epoch.AddSeconds(1) };
            var laterPerson = person with { UpdatedAt = Person.Epoch.AddSeconds(1) };
            foreach (var (clerk, auth0) in new[] { (user.Created(), person.Created()), (later.Updated(), laterPerson.Updated()) })
            {
                var answers = await Task.WhenAll(
                    app.Api.DeliverAsync(app.Clerk.Secret, clerk),
                    app.Api.DeliverAsync(app.Clerk.NextSecret, clerk),
                    app.Api.DeliverAsync(app.Auth0.Secret, auth0, app.Auth0.WebhookPath, "webhook"),
                    app.Api.DeliverAsync(app.Auth0.NextSecret, auth0, app.Auth0.WebhookPath, "webhook"));
                Assert.All(answers, Expect.Taken);
            }
            Assert.Equal(2, await VersionAsync(app, user.Id));
            // Nothing that a client sees changed with the second event of this one.
            Assert.Equal(1, await VersionAsync(app, app.Auth0.ExternalId(person.Subject)));
        });
    }

    [Fact]
    public async Task Either_endpoint_alone_may_be_the_one_that_delivers()
    {
        var (app, user) = (await apps.On(), Person.New());
        Expect.Taken(await app.Api.DeliverAsync(app.Clerk.NextSecret, user.Created()));
        Expect.Taken(await app.Api.DeliverAsync(app.Clerk.Secret, user.Deleted()));
        Expect.Taken(await app.Api.DeliverAsync(app.Clerk.NextSecret, user.Deleted()));
        Expect.Problem(await (await app.SignedInAsync(user.Id)).StoreAsync(), System.Net.HttpStatusCode.Gone);
    }

    private static async Task<long> VersionAsync(Sandbox app, string id) =>
        (long)Assert.Single(await app.Database.QueryAsync("select version from users where external_id = @id", id))["version"]!;
}
