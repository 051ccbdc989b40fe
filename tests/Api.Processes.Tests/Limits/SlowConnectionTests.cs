using System.Diagnostics;
using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>Connections that take for ever over what they send cost nobody else anything, and are closed.</summary>
[Collection(nameof(SerialTests))]
public sealed class SlowConnectionTests(Apps apps, ITestOutputHelper output)
{
    private const int HalfHeads = 2_000;
    private const int HalfBodies = 1_000;
    private const int Silent = 1_000;
    private const int Rounds = 50;
    private static readonly TimeSpan Prompt = TimeSpan.FromSeconds(2);

    // Ten seconds for the request, five more in which the rest of its body may still come.
    private static readonly TimeSpan ClosedWithin = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Others_are_served_promptly_and_half_a_request_is_closed_in_the_end()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Sqlite);
        var (user, caller) = await app.NewCallerAsync();
        Expect.Taken(await app.DeliverAsync(user.Created()));
        using var heads = await ConnectionSwarm.OfAsync(
            HalfHeads, () => RawConnection.OpenAsync(app.Api, "GET /users/current HTTP/1.1\r\nHost: a\r\nAuthoriz"));
        using var bodies = await ConnectionSwarm.OfAsync(
            HalfBodies, () => RawConnection.PostAsync(app.Api, Harness.Webhooks.Path, length: 1_000, sent: 500));
        using var silent = await ConnectionSwarm.OfAsync(Silent, () => RawConnection.OpenAsync(app.Api));
        var closed = Task.WhenAll(heads.Concat(bodies).Select(connection => connection.ReadToEndAsync(ClosedWithin)));

        var longest = TimeSpan.Zero;
        for (var round = 1; round <= Rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            Expect.Taken(await app.DeliverAsync(user.Changed(round)));
            Assert.Equal(Watching.Called(round), (string?)Expect.Ok(await caller.CurrentAsync())["name"]);
            longest = watch.Elapsed > longest ? watch.Elapsed : longest;
        }
        output.WriteLine($"the longest webhook and read took {longest.TotalMilliseconds:F0} ms");
        Assert.False(closed.IsCompleted);
        Assert.InRange(longest, TimeSpan.Zero, Prompt);

        var answers = await closed;
        Assert.All(answers[HalfHeads..], answer => Assert.StartsWith("HTTP/1.1 503 ", answer, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, (await app.Api.GetAsync("/health/ready")).Status);
    }
}
