using System.Collections.Immutable;
using System.Net;
using OrleansUsers.Grains;

namespace OrleansUsers.Api.Tests;

/// <summary>A process that is alone in its cluster, as the users in it see it.</summary>
internal sealed class AloneProcess : IClusterMembershipService, ILocalSiloDetails
{
    public SiloAddress SiloAddress { get; } = SiloAddress.New(IPAddress.Loopback, port: 1, generation: 1);

    public ClusterMembershipSnapshot CurrentSnapshot { get; } =
        new(ImmutableDictionary<SiloAddress, ClusterMember>.Empty, new MembershipVersion(1));

    public IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates => throw new NotSupportedException();

    public string Name => throw new NotSupportedException();

    public string ClusterId => throw new NotSupportedException();

    public string DnsHostName => throw new NotSupportedException();

    public SiloAddress GatewayAddress => throw new NotSupportedException();

    /// <summary>Users whose grains these are. None is in memory, and none can be inserted.</summary>
    public static Users Users(IGrainFactory grains)
    {
        var alone = new AloneProcess();
        return new Users(
            grains,
            new LocalUsers(),
            new UserHomes(alone, alone, _ => throw new NotSupportedException()),
            inserts: null!,
            store: null!,
            new SoleMember());
    }

    public ValueTask Refresh(MembershipVersion minimumVersion, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> TryKill(SiloAddress siloAddress) => throw new NotSupportedException();
}
