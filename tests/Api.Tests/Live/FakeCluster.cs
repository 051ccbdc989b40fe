using System.Net;
using Microsoft.Extensions.Hosting;

namespace OrleansUsers.Api.Tests;

/// <summary>The process, the silo that it is told it is, and the deaths of others that it is told of.</summary>
internal sealed class FakeCluster : ILocalSiloDetails, ISiloStatusOracle, IHostApplicationLifetime, IDisposable
{
    private readonly List<ISiloStatusListener> _listeners = [];
    private readonly CancellationTokenSource _stopping = new();

    public SiloAddress SiloAddress { get; } = SiloAddress.New(IPAddress.Loopback, port: 1, generation: 1);

    public CancellationToken ApplicationStopping => _stopping.Token;

    public string Name => throw new NotSupportedException();

    public string ClusterId => throw new NotSupportedException();

    public string DnsHostName => throw new NotSupportedException();

    public SiloAddress GatewayAddress => throw new NotSupportedException();

    public CancellationToken ApplicationStarted => throw new NotSupportedException();

    public CancellationToken ApplicationStopped => throw new NotSupportedException();

    public SiloStatus CurrentStatus => throw new NotSupportedException();

    public string SiloName => throw new NotSupportedException();

    public void DeclareDead(SiloAddress silo) =>
        _listeners.ForEach(listener => listener.SiloStatusChangeNotification(silo, SiloStatus.Dead));

    public bool SubscribeToSiloStatusEvents(ISiloStatusListener observer)
    {
        _listeners.Add(observer);
        return true;
    }

    public bool UnSubscribeFromSiloStatusEvents(ISiloStatusListener observer) => _listeners.Remove(observer);

    public bool IsDeadSilo(SiloAddress silo) => throw new NotSupportedException();

    public bool IsFunctionalDirectory(SiloAddress siloAddress) => throw new NotSupportedException();

    public SiloStatus GetApproximateSiloStatus(SiloAddress siloAddress) => throw new NotSupportedException();

    public Dictionary<SiloAddress, SiloStatus> GetApproximateSiloStatuses(bool onlyActive = false) => throw new NotSupportedException();

    public SiloAddress[] GetActiveSilos() => throw new NotSupportedException();

    public bool TryGetSiloName(SiloAddress siloAddress, out string siloName) => throw new NotSupportedException();

    public void StopApplication() => _stopping.Cancel();

    public void Dispose() => _stopping.Dispose();
}
