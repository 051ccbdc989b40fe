using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Tests;

/// <summary>Large bodies of senders who are not verified yet fill no memory.</summary>
public sealed class LargeBodyTests(Apps apps)
{
    // Some more than there are places, since the event that looks for one may get the last.
    private const int Senders = 256 + 10;
    private const int Length = 500_000;
    private const int Sent = 100_000;

    [Fact]
    public async Task When_many_large_bodies_are_under_way_one_more_is_to_come_again_and_events_of_usual_size_are_taken()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Sqlite);
        var (user, large) = (Person.New(), Person.New().Created());
        large["data"]!["padding"] = new string('a', Length);
        Expect.Taken(await app.DeliverAsync(large));
        using (await Crowd.OfAsync(Senders, () => RawConnection.PostAsync(app.Api, Harness.Webhooks.Path, Length, Sent)))
        {
            Expect.Unavailable(await Until.AnswerAsync(() => app.DeliverAsync(large), answer => answer.Status != HttpStatusCode.OK));
            Expect.Taken(await app.DeliverAsync(user.Created()));
        }
        Expect.Taken(await Until.AnswerAsync(() => app.DeliverAsync(large), answer => answer.Status == HttpStatusCode.OK));
    }
}
