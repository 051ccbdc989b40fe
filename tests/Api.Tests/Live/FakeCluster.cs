using System.Net;
using Microsoft.Extensions.Hosting;

namespace OrleansUsers.Api.Tests;

/// <summary>The process and the silo that it is told it is.</summary>
internal sealed class FakeCluster : ILocalSiloDetails, IHostApplicationLifetime, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    public SiloAddress SiloAddress { get; } = SiloAddress.New(IPAddress.Loopback, port: 1, generation: 1);

    public CancellationToken ApplicationStopping => _stopping.Token;

    public string Name => throw new NotSupportedException();

    public string ClusterId => throw new NotSupportedException();

    public string DnsHostName => throw new NotSupportedException();

    public SiloAddress GatewayAddress => throw new NotSupportedException();

    public CancellationToken ApplicationStarted => throw new NotSupportedException();

    public CancellationToken ApplicationStopped => throw new NotSupportedException();

    public void StopApplication() => _stopping.Cancel();

    public void Dispose() => _stopping.Dispose();
}
