using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OrleansUsers.Api;

/// <summary>The last moments of a process that was asked to stop: it still answers, and sends everybody elsewhere.</summary>
/// <remarks>
/// First <c>/health/ready</c> says that no more should come. Then connections are refused, and each answer on one that is there says that
/// it was the last.
/// The server itself would close them at once, and any of them may have a request on its way.
/// </remarks>
internal sealed class GracefulShutdown(ConnectionListeners listeners, TimeProvider clock) : IHostedLifecycleService, IHealthCheck
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan UntilClosed = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan UntilEmpty = TimeSpan.FromSeconds(2);

    private volatile bool _isStopping;
    private volatile bool _isClosed;
    private long _lastRequestAt;

    /// <summary>Takes note of who comes while the process stops, and sends whoever comes late elsewhere with the next request.</summary>
    public Task Answer(HttpContext context, RequestDelegate next)
    {
        if (_isStopping)
            Volatile.Write(ref _lastRequestAt, clock.GetTimestamp());
        if (_isClosed && HttpProtocol.IsHttp11(context.Request.Protocol))
            context.Response.OnStarting(SayLast, context.Response);
        return next(context);
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _isStopping = true;
        await BecomeQuiet(UntilClosed, cancellationToken);
        await listeners.Close();
        _isClosed = true;
        await BecomeQuiet(UntilEmpty, cancellationToken);
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_isStopping ? HealthCheckResult.Unhealthy("The process stops.") : HealthCheckResult.Healthy());

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task BecomeQuiet(TimeSpan atMost, CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        Volatile.Write(ref _lastRequestAt, start);
        while (clock.GetElapsedTime(start) < atMost
            && Quiet - clock.GetElapsedTime(Volatile.Read(ref _lastRequestAt)) is { Ticks: > 0 } left)
            await Task.Delay(left, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // An error's answer begins by clearing the headers.
    private static Task SayLast(object response)
    {
        ((HttpResponse)response).Headers.Connection = "close";
        return Task.CompletedTask;
    }
}
