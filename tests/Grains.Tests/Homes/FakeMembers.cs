using System.Collections.Immutable;
using System.Net;

namespace OrleansUsers.Grains.Tests;

/// <summary>The members of a cluster as one of them sees it.</summary>
internal sealed class FakeMembers(SiloAddress self) : IClusterMembershipService, ILocalSiloDetails
{
    private long _version;

    public SiloAddress SiloAddress => self;

    public ClusterMembershipSnapshot CurrentSnapshot { get; private set; } =
        new(ImmutableDictionary<SiloAddress, ClusterMember>.Empty, MembershipVersion.MinValue);

    public IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates => throw new NotSupportedException();

    public string Name => throw new NotSupportedException();

    public string ClusterId => throw new NotSupportedException();

    public string DnsHostName => throw new NotSupportedException();

    public SiloAddress GatewayAddress => throw new NotSupportedException();

    public static SiloAddress Silo(int port) => SiloAddress.New(IPAddress.Loopback, port, generation: 1);

    public void Become(IEnumerable<SiloAddress> active, params IEnumerable<(SiloAddress Silo, SiloStatus Status)> others) =>
        CurrentSnapshot = new(
            active.Select(silo => (Silo: silo, Status: SiloStatus.Active)).Concat(others)
                .ToImmutableDictionary(member => member.Silo, member => new ClusterMember(member.Silo, member.Status, $"{member.Silo}")),
            new MembershipVersion(++_version));

    public ValueTask Refresh(MembershipVersion minimumVersion, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> TryKill(SiloAddress siloAddress) => throw new NotSupportedException();
}
