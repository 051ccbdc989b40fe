using System.Net;

namespace OrleansUsers.Grains.Tests;

/// <summary>The cluster as one silo sees it. All silos are alive except those in <see cref="Dead"/>.</summary>
internal sealed class Silos : ISiloStatusOracle
{
    public HashSet<SiloAddress> Dead { get; } = [];

    public SiloStatus CurrentStatus => SiloStatus.Active;

    public string SiloName => "this one";

    public SiloAddress SiloAddress { get; } = SiloAddress.New(IPAddress.Loopback, port: 1, generation: 0);

    public bool IsDeadSilo(SiloAddress silo) => Dead.Contains(silo);

    public bool IsFunctionalDirectory(SiloAddress siloAddress) => !IsDeadSilo(siloAddress);

    public SiloStatus GetApproximateSiloStatus(SiloAddress siloAddress) => IsDeadSilo(siloAddress) ? SiloStatus.Dead : SiloStatus.Active;

    public Dictionary<SiloAddress, SiloStatus> GetApproximateSiloStatuses(bool onlyActive = false) => throw new NotSupportedException();

    public SiloAddress[] GetActiveSilos() => throw new NotSupportedException();

    public bool TryGetSiloName(SiloAddress siloAddress, out string siloName) => throw new NotSupportedException();

    public bool SubscribeToSiloStatusEvents(ISiloStatusListener observer) => throw new NotSupportedException();

    public bool UnSubscribeFromSiloStatusEvents(ISiloStatusListener observer) => throw new NotSupportedException();
}
