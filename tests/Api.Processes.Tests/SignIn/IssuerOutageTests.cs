using System.Diagnostics;
using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class IssuerOutageTests(Apps apps)
{
    // What is promised, and what a busy machine adds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5 + 3);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(4);

    [Theory, InlineData("refuses connections"), InlineData("never answers")]
    public async Task An_issuer_that_cannot_be_reached_is_told_as_unavailable_and_costs_nobody_else(string how)
    {
        await using var app = await apps.StartAsync(DatabaseKind.Sqlite);
        var corp = await app.SignedInAsync(app.Corp, Person.New().Id);
        Expect.Ok(await corp.StoreAsync());
        await Task.WhenAll(BreakAsync(app.Auth0.Issuer, how), BreakAsync(app.Corp.Issuer, how));

        // Auth0's keys were never fetched; Corp's are known; Clerk's are fetched in the middle of it.
        var waiting = await app.SignedInAsync(app.Auth0, Person.New().Id);
        var refused = Enumerable.Range(0, 100).Select(_ => TimedAsync(waiting.StoreAsync, Patience)).ToArray();
        Expect.Ok(await TimedAsync((await app.SignedInAsync(Person.New().Id)).StoreAsync, Soon));
        Expect.Ok(await TimedAsync(corp.CurrentAsync, Soon));
        Expect.Ok(await (await app.SignedInAsync(app.Corp, Person.New().Id)).StoreAsync());
        foreach (var answer in await Task.WhenAll(refused))
            Expect.Unavailable(answer);

        await app.Auth0.Issuer.RecoverAsync();
        using var retry = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        var until = TimeProvider.System.GetUtcNow().AddSeconds(15);
        var after = await waiting.StoreAsync();
        while (after.Status != HttpStatusCode.OK && TimeProvider.System.GetUtcNow() < until)
        {
            Expect.Unavailable(after);
            await retry.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            after = await waiting.StoreAsync();
        }
        Expect.Ok(after);
    }

    private static Task BreakAsync(FakeIssuer issuer, string how) =>
        how == "never answers" ? issuer.FallSilentAsync() : issuer.RefuseAsync();

    private static async Task<Answer> TimedAsync(Func<Task<Answer>> call, TimeSpan atMost)
    {
        var started = Stopwatch.GetTimestamp();
        var answer = await call();
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, atMost);
        return answer;
    }
}
