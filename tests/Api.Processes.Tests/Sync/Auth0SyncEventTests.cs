using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class Auth0SyncEventTests(Apps apps)
{
    [Theory]
    [InlineData(null, false)]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public async Task Events_that_are_made_during_the_export_are_applied(int? messages, bool endsInMessage)
    {
        await using var app = await Auth0App.StartAsync(apps, 10);
        (app.Auth0.Events.MessagesOfConnection, app.Auth0.Events.EndsInMessage) = (messages, endsInMessage);
        var users = app.Auth0.Users;
        app.Auth0.BeforeAnswer = request =>
        {
            if (request.Path.StartsWith("/api/v2/events", StringComparison.Ordinal) && app.Auth0.Find(users[0].Id) is not null)
                Tell(app.Auth0, users);
            return Task.CompletedTask;
        };
        var run = await app.RunAsync();
        Auth0App.Counts(run, ("errors", 0), ("deleted", 1));
        Expect.Problem(await app.ReadAsync(users[0]), HttpStatusCode.NotFound);
        Assert.Equal("Mary Fairfax", (string?)Expect.Ok(await app.ReadAsync(users[1]))["name"]);
        Expect.Ok(await app.ReadAsync(FakeAuth0User.Numbered(77)));
        Assert.Contains(app.Auth0.Requests, request => request.Target.Contains("from_timestamp=", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("cursor_expired")]
    [InlineData("connection_timeout")]
    [InlineData("410")]
    public async Task The_head_lane_goes_on_where_it_was_and_survives_an_error(string trouble)
    {
        await using var app = await Auth0App.StartAsync(apps, 3, set: settings => settings.With("Sync__Schedule", "00:00:01"));
        await app.RunAsync();
        var users = app.Auth0.Users;
        app.Auth0.Events.Tell(null);
        app.Auth0.Events.Tell(app.Auth0.Put(users[1] with { LastName = "One", UpdatedAt = Now() }).Event("user.updated"));
        await Until.AnswerAsync(() => app.ReadAsync(users[1]), user => (string?)user.Json?["name"] == "Mary One");
        await app.UntilAsync(_ => app.Auth0.Requests.Any(request => request.Target.Contains("?from=off_2&", StringComparison.Ordinal)));
        if (trouble == "410")
            app.Auth0.Events.ExpireOffsets();
        else
            app.Auth0.Events.Errors.Enqueue(trouble);
        app.Auth0.Events.Tell(app.Auth0.Put(users[1] with { LastName = "Two", UpdatedAt = Now() }).Event("user.updated"));
        await Until.AnswerAsync(() => app.ReadAsync(users[1]), user => (string?)user.Json?["name"] == "Mary Two");
    }

    [Theory, InlineData(403), InlineData(404), InlineData(402)]
    public async Task Without_the_Events_API_a_run_completes(int status)
    {
        await using var app = await Auth0App.StartAsync(apps, 5);
        app.Auth0.Events.Refusal = status;
        Auth0App.Counts(await app.RunAsync(), ("seen", 5), ("created", 5));
        await Until.LoggedAsync(app.App.Api, "has no Events API");
    }

    private static void Tell(FakeAuth0Api auth0, IReadOnlyList<FakeAuth0User> users)
    {
        auth0.Delete(users[0].Id);
        auth0.Events.Tell(users[0].Event("user.deleted", Now()));
        auth0.Events.Tell(null);
        auth0.Events.Tell(auth0.Put(users[1] with { LastName = "Fairfax", UpdatedAt = Now() }).Event("user.updated"));
        auth0.Events.Tell(auth0.Put(FakeAuth0User.Numbered(77) with { UpdatedAt = Now() }).Event("user.created"));
    }

    private static DateTimeOffset Now() => TimeProvider.System.GetUtcNow();
}
