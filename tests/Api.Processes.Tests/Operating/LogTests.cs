using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class LogTests(Apps apps)
{
    [Theory, InlineData("Information", true), InlineData("Warning", false)]
    public async Task An_event_that_is_ignored_is_logged_where_information_is(string level, bool isLogged)
    {
        await using var app = await apps.StartAsync(DatabaseKind.Sqlite, settings => settings
            .With("Logging__LogLevel__Default", level)
            // By which a test knows that the process has started.
            .With("Logging__LogLevel__Microsoft.Hosting.Lifetime", "Information"));
        Expect.Taken(await app.DeliverAsync(new JsonObject { ["type"] = "session.created", ["data"] = new JsonObject() }));
        await app.Api.StopAsync();
        Assert.Equal(isLogged, app.Api.Output.Contains("An event of type session.created was ignored", StringComparison.Ordinal));
    }
}
