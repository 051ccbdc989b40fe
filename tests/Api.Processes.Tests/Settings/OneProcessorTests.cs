using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>On one processor there is one thread that waits for sockets: what blocks it blocks everything.</summary>
public sealed class OneProcessorTests(Apps apps)
{
    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task It_starts_stores_and_starts_again(DatabaseKind kind)
    {
        await using var app = await apps.StartAsync(kind, settings => settings.With("DOTNET_PROCESSOR_COUNT", "1"));
        var user = Person.New();
        Expect.Taken(await app.DeliverAsync(user.Created()));
        await app.Api.RestartAsync();

        var caller = await app.SignedInAsync(user.Id);
        Assert.Equal(user.Id, (string?)Expect.Ok(await caller.CurrentAsync())["id"]);
    }
}
