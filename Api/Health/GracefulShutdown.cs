using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OrleansUsers.Api;

/// <summary>The steps of a process from SIGTERM to its end: it still answers, and directs clients to other processes.</summary>
/// <remarks>
/// First <c>/health/ready</c> fails, so that no more requests are sent here. Then new connections are refused, and each answer on an
/// existing connection asks the client to close it. The server itself would close all connections at once, although any of them may have a
/// request on its way.
/// </remarks>
internal sealed class GracefulShutdown(ConnectionListeners listeners, TimeProvider clock) : IHostedLifecycleService, IHealthCheck
{
    private static readonly TimeSpan IdleFor = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan MaxWaitBeforeClose = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan MaxWaitAfterClose = TimeSpan.FromSeconds(2);

    private volatile bool _isStopping;
    private volatile bool _isClosed;
    private long _lastRequestAt;

    /// <summary>
    /// Middleware that records when requests arrive while the process stops. After the listeners are closed it asks the client to close the
    /// connection, so that its next request goes to another process.
    /// </summary>
    public Task TrackRequest(HttpContext context, RequestDelegate next)
    {
        if (_isStopping)
            Volatile.Write(ref _lastRequestAt, clock.GetTimestamp());
        if (_isClosed && HttpProtocol.IsHttp11(context.Request.Protocol))
            context.Response.OnStarting(SetConnectionClose, context.Response);
        return next(context);
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _isStopping = true;
        await WaitUntilIdle(MaxWaitBeforeClose, cancellationToken);
        await listeners.Close();
        _isClosed = true;
        await WaitUntilIdle(MaxWaitAfterClose, cancellationToken);
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_isStopping ? HealthCheckResult.Unhealthy("The process is shutting down.") : HealthCheckResult.Healthy());

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task WaitUntilIdle(TimeSpan atMost, CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        Volatile.Write(ref _lastRequestAt, start);
        while (clock.GetElapsedTime(start) < atMost
            && IdleFor - clock.GetElapsedTime(Volatile.Read(ref _lastRequestAt)) is { Ticks: > 0 } left)
            await Task.Delay(left, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // Set when the answer starts, because an error clears the headers that were set before.
    private static Task SetConnectionClose(object response)
    {
        ((HttpResponse)response).Headers.Connection = "close";
        return Task.CompletedTask;
    }
}
