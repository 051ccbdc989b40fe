using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class KeyRotationTests(Apps apps)
{
    private const int Callers = 16;
    private static readonly TimeProvider Clock = TimeProvider.System;

    // One program for all: every wait for the next allowed fetch costs ten seconds, and the two providers wait at once.
    [Fact]
    public async Task Keys_rotate_without_a_restart_and_unknown_ones_cost_one_fetch_in_ten_seconds_whatever_the_load()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Sqlite);
        foreach (var provider in new[] { app.Clerk, app.Corp })
            Expect.Ok(await (await app.SignedInAsync(provider, Person.New().Id)).StoreAsync());
        await Task.WhenAll(RotatesAsync(app, app.Clerk), UnknownKeysAreFetchedRarelyAsync(app, app.Corp));
        Expect.Ok(await (await app.SignedInAsync(app.Auth0, Person.New().Id)).StoreAsync());
    }

    private static async Task RotatesAsync(Sandbox app, FakeProvider provider)
    {
        var kid = await provider.Issuer.PublishKeyAsync(alone: true);
        var subject = Person.New().Id;
        var token = await provider.Issuer.TokenAsync(provider.Claims(subject), new Signing(Kid: kid));
        var answer = await UntilAsync(answer => answer.Status == HttpStatusCode.OK, () => app.Api.PostAsync("/users/store", token));
        Assert.Equal(provider.ExternalId(subject), (string?)Expect.Ok(answer)["id"]);
    }

    private static async Task UnknownKeysAreFetchedRarelyAsync(Sandbox app, FakeProvider provider)
    {
        var before = await provider.Issuer.KeyFetchesAsync();
        var tokens = await Task.WhenAll(Enumerable.Range(0, Callers).Select(number =>
            provider.Issuer.TokenAsync(provider.Claims("user_1"), new Signing(Key: "unpublished", Kid: $"nobody's {number}"))));
        var (started, requests) = (Clock.GetUtcNow(), 0);
        await Task.WhenAll(tokens.Select(async token =>
        {
            while (Clock.GetUtcNow() < started.AddSeconds(11))
            {
                Expect.Unauthorized(await app.Api.GetAsync("/users/current", token));
                Interlocked.Increment(ref requests);
            }
        }));
        var windows = (int)Math.Ceiling((Clock.GetUtcNow() - started).TotalSeconds / 10);
        Assert.InRange(await provider.Issuer.KeyFetchesAsync() - before, 1, windows);
        Assert.True(requests > 10 * windows, $"{requests} requests are no load.");
    }

    private static async Task<Answer> UntilAsync(Func<Answer, bool> reached, Func<Task<Answer>> call)
    {
        using var retry = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        var until = Clock.GetUtcNow().AddSeconds(15);
        var answer = await call();
        while (!reached(answer) && Clock.GetUtcNow() < until && await retry.WaitForNextTickAsync(TestContext.Current.CancellationToken))
        {
            Expect.Unauthorized(answer);
            answer = await call();
        }
        return answer;
    }
}
