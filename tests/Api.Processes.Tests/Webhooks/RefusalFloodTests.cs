using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class RefusalFloodTests(Apps apps)
{
    private const int Forgeries = 2_000;
    private static readonly ParallelOptions ManyAtOnce = new() { MaxDegreeOfParallelism = 32 };

    [Fact]
    public async Task A_flood_of_bad_signatures_leaves_a_few_lines_in_the_log_and_the_process_alive()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Sqlite);
        var (forger, user) = (WebhookSignature.NewSecret(), Person.New());
        await Parallel.ForAsync(0, Forgeries, ManyAtOnce, async (n, _) =>
        {
            Expect.Refused(await app.Api.DeliverAsync(forger, user.Created()));
            if (n % 100 == 0)
                Assert.Equal(HttpStatusCode.OK, (await app.Api.GetAsync("/health/live")).Status);
        });
        Assert.InRange(Refusals(app), 1, 5);

        // Another reason is told at once, and right events are taken as before.
        Expect.Refused(await app.Api.PostRawAsync(new Delivery([.. "{}"u8], [])));
        await Until.AnswerAsync(
            () => app.Api.GetAsync("/health/live"),
            _ => app.Api.Output.Contains("-id must be given exactly once", StringComparison.Ordinal));
        Expect.Taken(await app.DeliverAsync(user.Created()));
        var metrics = await app.Api.AskAsync("/metrics", Operator.Key(Sandbox.AdminKey));
        Assert.Equal(Forgeries + 1, WebhookCounts.Of(metrics.Body, "outcome=\"refused\""));
    }

    private static int Refusals(Sandbox app) =>
        app.Api.Output.Split('\n').Count(line => line.Contains("was refused", StringComparison.Ordinal));
}
