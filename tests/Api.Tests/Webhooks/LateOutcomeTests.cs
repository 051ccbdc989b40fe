using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Tests;

public sealed class LateOutcomeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task An_outcome_that_comes_after_the_answer_touches_no_later_request_of_the_connection()
    {
        var stop = TestContext.Current.CancellationToken;
        var outcome = new TaskCompletionSource<UpsertOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        var (entered, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var log = new RecordedLog();
        var secret = WebhookSignature.NewSecret();
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var app = Program(outcome.Task, secret, log, clock);
        app.MapGet("/later", async () =>
        {
            entered.SetResult();
            await release.Task;
        });
        await app.StartAsync(stop);

        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1, UseProxy = false });
        client.BaseAddress = new Uri(app.Urls.Single());
        using var webhook = Webhook(secret);
        using var answer = await TimedOutAsync(client.SendAsync(webhook, stop), clock);
        Assert.Equal(StatusCodes.Status503ServiceUnavailable, (int)answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);

        using var later = new HttpRequestMessage(HttpMethod.Get, "/later");
        later.Headers.Add("svix-id", "msg_later");
        var pending = client.SendAsync(later, stop);
        await entered.Task.WaitAsync(Patience, stop);
        // It is another provider's user: nothing comes of the event, and that is logged.
        outcome.SetResult(UpsertOutcome.NotOwner);
        var told = await log.LineWithAsync("delivery").WaitAsync(Patience, stop);
        release.SetResult();
        using var untouched = await pending;

        Assert.Equal(StatusCodes.Status200OK, (int)untouched.StatusCode);
        Assert.False(untouched.Headers.Contains("webhook-delivery"));
        Assert.Contains("msg_first", told, StringComparison.Ordinal);
        Assert.DoesNotContain("msg_later", told, StringComparison.Ordinal);
    }

    // Nobody tells when the call begins to wait.
    private static async Task<HttpResponseMessage> TimedOutAsync(Task<HttpResponseMessage> call, FakeTimeProvider clock)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!call.IsCompleted && await beat.WaitForNextTickAsync())
            clock.Advance(TimeSpan.FromSeconds(1));
        return await call;
    }

    // The endpoints of webhooks as the program has them, before a user who answers when the test says so.
    private static WebApplication Program(Task<UpsertOutcome> outcome, string secret, RecordedLog log, TimeProvider clock)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(log);
        var corp = EventReading.Provider(ProviderKind.Oidc) with { Name = "corp", Secrets = WebhookSecrets.Parse(secret, clock) };
        var providers = new ProviderSet([corp]);
        builder.Services.AddProblemDetails().AddExceptionHandler<Unavailable>();
        builder.Services.AddSingleton(clock).AddSingleton<SampledWarnings>().AddSingleton<WebhookMetrics>().AddSingleton(new Meter("test"));
        builder.Services.AddSingleton(providers).AddSingleton<RecentDeliveries>().AddSingleton<WebhookRecord>();
        builder.Services.AddSingleton(new LimitSettings()).AddSingleton<ConcurrentRequests>().AddSingleton<LargeBodies>();
        builder.Services.AddSingleton(new ProviderEvents(
            providers, AloneProcess.Users(FakeUser.Grains(outcome)), clock));
        builder.Services.AddSingleton<WebhookIntake>();
        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseRouting();
        app.MapWebhooks(providers);
        return app;
    }

    private static HttpRequestMessage Webhook(string secret)
    {
        var body = Encoding.UTF8.GetBytes("""{"type":"user.updated","timestamp":1760000000123,"data":{"id":"1"}}""");
        var timestamp = $"{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}";
        var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/corp") { Content = new ByteArrayContent(body) };
        request.Headers.Add("svix-id", "msg_first");
        request.Headers.Add("svix-timestamp", timestamp);
        request.Headers.Add("svix-signature", WebhookSignature.Of(secret, "msg_first", timestamp, body));
        return request;
    }
}
