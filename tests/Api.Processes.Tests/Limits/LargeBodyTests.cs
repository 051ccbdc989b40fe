using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>Large bodies of senders who are not verified yet fill no memory.</summary>
public sealed class LargeBodyTests(Apps apps)
{
    // One more than there are places, since the event that looks for one may get the last.
    private const int Senders = 256 + 1;
    private const int Length = 500_000;
    private const int Sent = 100_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task When_many_large_bodies_are_under_way_one_more_is_to_come_again_and_events_of_usual_size_are_taken()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Sqlite);
        var (user, large) = (Person.New(), Person.New().Created());
        large["data"]!["padding"] = new string('a', Length);
        Expect.Taken(await app.DeliverAsync(large));
        using (var over = new CancellationTokenSource())
        {
            var senders = Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => SendAgainAndAgainAsync(app.Api, over.Token)));
            Expect.Unavailable(await Until.AnswerAsync(() => app.DeliverAsync(large), answer => answer.Status != HttpStatusCode.OK));
            Expect.Taken(await app.DeliverAsync(user.Created()));
            await over.CancelAsync();
            await senders;
        }
        Expect.Taken(await Until.AnswerAsync(() => app.DeliverAsync(large), answer => answer.Status == HttpStatusCode.OK));
    }

    /// <summary>
    /// Sends a body without its end, again and again. On a busy machine the deadline of the first bodies is over before the last begin.
    /// </summary>
    private static async Task SendAgainAndAgainAsync(ApiProcess api, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                using var connection = await RawConnection.PostAsync(api, Harness.Webhooks.Path, Length, Sent);
                await connection.ReadLineAsync(Patience).WaitAsync(over);
            }
            catch (Exception closed) when (closed is IOException or OperationCanceledException)
            {
                // Answered before all was sent, or no longer needed.
            }
        }
    }
}
