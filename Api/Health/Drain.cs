using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OrleansUsers.Api;

/// <summary>The last moments of a process that was asked to stop: it still answers, and sends everybody elsewhere.</summary>
/// <remarks>
/// A connection that the server just closes may have a request on its way. So each answer says that the connection ends with it, <c>/health/ready</c> says
/// that no more should come, and the server closes when nobody has come for a while.
/// </remarks>
internal sealed class Drain(TimeProvider clock) : IHostedLifecycleService, IHealthCheck
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(5);

    private volatile bool _isStopping;
    private long _lastRequestAt;

    /// <summary>Sends whoever comes while the process stops elsewhere with the next request.</summary>
    public Task Answer(HttpContext context, RequestDelegate next)
    {
        if (_isStopping)
        {
            Volatile.Write(ref _lastRequestAt, clock.GetTimestamp());
            if (HttpProtocol.IsHttp11(context.Request.Protocol))
                context.Response.OnStarting(SayLast, context.Response);
        }
        return next(context);
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        Volatile.Write(ref _lastRequestAt, start);
        _isStopping = true;
        while (clock.GetElapsedTime(start) < AtMost && Quiet - clock.GetElapsedTime(Volatile.Read(ref _lastRequestAt)) is { Ticks: > 0 } left)
            await Task.Delay(left, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_isStopping ? HealthCheckResult.Unhealthy("The process stops.") : HealthCheckResult.Healthy());

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // An error's answer begins by clearing the headers.
    private static Task SayLast(object response)
    {
        ((HttpResponse)response).Headers.Connection = "close";
        return Task.CompletedTask;
    }
}
