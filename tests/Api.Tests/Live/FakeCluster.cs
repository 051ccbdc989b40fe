using System.Collections.Immutable;
using System.Net;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;

namespace OrleansUsers.Api.Tests;

/// <summary>The process and the cluster that it is told it lives in.</summary>
internal sealed class FakeCluster : IClusterMembershipService, ILocalSiloDetails, IHostApplicationLifetime, IDisposable
{
    private static readonly SiloAddress Other = SiloAddress.New(IPAddress.Loopback, port: 2, generation: 1);

    private readonly Channel<ClusterMembershipSnapshot> _updates = Channel.CreateUnbounded<ClusterMembershipSnapshot>();
    private readonly CancellationTokenSource _stopping = new();

    public ClusterMembershipSnapshot CurrentSnapshot { get; } = Snapshot(SiloStatus.Active, version: 1);

    public IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates => _updates.Reader.ReadAllAsync();

    public SiloAddress SiloAddress { get; } = SiloAddress.New(IPAddress.Loopback, port: 1, generation: 1);

    public CancellationToken ApplicationStopping => _stopping.Token;

    public string Name => throw new NotSupportedException();

    public string ClusterId => throw new NotSupportedException();

    public string DnsHostName => throw new NotSupportedException();

    public SiloAddress GatewayAddress => throw new NotSupportedException();

    public CancellationToken ApplicationStarted => throw new NotSupportedException();

    public CancellationToken ApplicationStopped => throw new NotSupportedException();

    /// <summary>The other silo is in this state now.</summary>
    public void Tell(SiloStatus other, long version) => _updates.Writer.TryWrite(Snapshot(other, version));

    public void StopApplication() => _stopping.Cancel();

    public ValueTask Refresh(MembershipVersion minimumVersion = default, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<bool> TryKill(SiloAddress siloAddress) => throw new NotSupportedException();

    public void Dispose() => _stopping.Dispose();

    private static ClusterMembershipSnapshot Snapshot(SiloStatus other, long version) => new(
        ImmutableDictionary<SiloAddress, ClusterMember>.Empty.Add(Other, new ClusterMember(Other, other, "the other")),
        new MembershipVersion(version));
}
