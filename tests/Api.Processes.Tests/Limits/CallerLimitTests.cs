using System.Diagnostics;
using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>What one caller may ask in a second, where that is limited.</summary>
public sealed class CallerLimitTests(Apps apps)
{
    private const int PerSecond = 5;
    private const int Many = 60;

    [Fact]
    public async Task A_caller_who_asks_too_often_is_told_so_and_nobody_else_is()
    {
        await using var app = await apps.StartAsync(
            DatabaseKind.Sqlite, settings => settings.With("Limits__RequestsPerSecond", $"{PerSecond}"));
        var (eager, caller) = await app.NewCallerAsync();
        var (_, other) = await app.NewCallerAsync();
        Expect.Ok(await caller.StoreAsync());

        // Another token of the same sign-in is the same caller: so many would let far more through if each counted alone.
        SignedIn[] tokens = [caller, .. await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => app.SignedInAsync(eager.Id)))];
        var watch = Stopwatch.StartNew();
        var answers = await Task.WhenAll(Enumerable.Range(0, Many).Select(n => tokens[n % tokens.Length].CurrentAsync()));
        var seconds = (int)watch.Elapsed.TotalSeconds;
        Assert.InRange(answers.Count(answer => answer.Status == HttpStatusCode.OK), 1, PerSecond * (seconds + 2));
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.OK), IsTooOften);
        Expect.Ok(await other.StoreAsync());

        foreach (var event_ in Enumerable.Range(1, Many).Select(eager.Changed))
            Expect.Taken(await app.DeliverAsync(event_));
        Expect.Ok(await Until.AnswerAsync(caller.CurrentAsync, answer => answer.Status == HttpStatusCode.OK));
    }

    [Fact]
    public async Task Who_is_not_signed_in_is_told_apart_by_address()
    {
        await using var app = await apps.StartAsync(
            DatabaseKind.Sqlite, settings => settings.With("Limits__RequestsPerSecond", $"{PerSecond}"));
        var (_, caller) = await app.NewCallerAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => app.Api.GetAsync("/users/current")));
        Assert.Contains(answers, answer => answer.Status == HttpStatusCode.Unauthorized);
        Assert.Contains(answers, answer => answer.Status == HttpStatusCode.TooManyRequests);
        Expect.Ok(await caller.StoreAsync());
        Assert.Equal(HttpStatusCode.OK, (await app.Api.GetAsync("/health/live")).Status);
    }

    private static void IsTooOften(Answer answer)
    {
        Expect.Problem(answer, HttpStatusCode.TooManyRequests);
        Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter?.Delta);
    }
}
