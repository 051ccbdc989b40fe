using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>A process that is started before the one that it replaces is stopped.</summary>
public sealed class HandoverTests(Apps apps)
{
    private const string Waits = "Another process uses the SQLite file. Waiting for up to 30 s";

    [Fact]
    public async Task A_process_that_is_started_first_takes_over_when_the_other_stops()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Sqlite);
        var user = Person.New();
        Expect.Taken(await app.DeliverAsync(user.Created()));
        var waits = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var starting = ApiProcess.StartAsync(app.Settings, line =>
        {
            if (line.Contains(Waits, StringComparison.Ordinal))
                waits.TrySetResult();
        });
        await waits.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        // The first one goes on meanwhile.
        Expect.Taken(await app.DeliverAsync(user.AfterChange(1).Updated()));
        await app.Api.StopAsync();
        await using var next = await starting;
        Assert.Equal("Ada 1", (string?)Expect.Ok(await (await app.SignedInAsync(app.Clerk, user.Id, at: next)).CurrentAsync())["name"]);
        Assert.Single(next.Output.Split('\n'), line => line.Contains(Waits, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_process_that_waits_is_stopped_at_once()
    {
        var app = await apps.On();
        var (exitCode, output) = await ApiProcess.RunToExitAsync(app.Settings, TimeSpan.FromSeconds(60), stopAt: Waits);

        // 128 and the number of SIGTERM: how a program ends that does not handle it. Had it waited to the end, it would say so.
        Assert.Equal(143, exitCode);
        Assert.DoesNotContain("Not started.", output, StringComparison.Ordinal);
    }
}
