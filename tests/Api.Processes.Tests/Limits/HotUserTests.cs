using System.Diagnostics;
using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>A user who is called ten thousand times at once does not hurt the rest.</summary>
[Collection(nameof(SerialTests))]
public sealed class HotUserTests(Apps apps, ITestOutputHelper output)
{
    private const int Calls = 10_000;
    private const int Others = 50;

    private static readonly HttpStatusCode[] Allowed =
        [HttpStatusCode.OK, HttpStatusCode.TooManyRequests, HttpStatusCode.ServiceUnavailable];

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task Ten_thousand_calls_at_once_of_one_user_leave_the_others_alone(DatabaseKind kind)
    {
        await using var app = await apps.StartAsync(kind);
        var (hot, caller) = await app.NewCallerAsync();
        Expect.Taken(await app.DeliverAsync(hot.Created()));
        var others = await Task.WhenAll(Enumerable.Range(0, Others).Select(_ => app.NewCallerAsync()));

        var watch = Stopwatch.StartNew();
        var calls = Enumerable.Range(1, Calls).Select(n => n % 2 == 0 ? caller.CurrentAsync() : app.DeliverAsync(hot.Changed(n))).ToArray();
        var rounds = 0;
        while (rounds == 0 || !Array.TrueForAll(calls, call => call.IsCompleted))
        {
            rounds++;
            await Task.WhenAll(others.Select(async other =>
            {
                Expect.Taken(await app.DeliverAsync(other.User.Changed(rounds)));
                Assert.Equal(Watching.Called(rounds), (string?)Expect.Ok(await other.Caller.CurrentAsync())["name"]);
            }));
        }

        var answers = await Task.WhenAll(calls);
        foreach (var status in answers.CountBy(answer => answer.Status))
            output.WriteLine($"{status.Value} times {(int)status.Key}");
        output.WriteLine($"{rounds} rounds of the others in {watch.Elapsed.TotalSeconds:F1} s");
        Assert.All(answers, answer => Assert.True(Array.IndexOf(Allowed, answer.Status) >= 0, answer.ToString()));
        // The newest of those that were taken is what is stored.
        var newest = Enumerable.Range(1, Calls).Where(n => n % 2 == 1 && answers[n - 1].Status == HttpStatusCode.OK).Max();
        Assert.Equal(Watching.Called(newest), (string?)Expect.Ok(await caller.CurrentAsync())["name"]);
    }
}
