using Orleans.Configuration;

namespace OrleansUsers.Silo;

/// <summary>How fast the cluster notices that a silo is gone, and how sure of it it has to be.</summary>
internal static class Membership
{
    public static ISiloBuilder AddMembership(this ISiloBuilder silo) => silo.Configure<ClusterMembershipOptions>(membership =>
    {
        // Three probes in a row that get no answer; a silo that was heard of within three times the longest one is not voted against.
        membership.ProbeTimeout = TimeSpan.FromSeconds(1);
        membership.MinProbeTimeout = TimeSpan.FromSeconds(1);
        membership.MaxProbeTimeout = TimeSpan.FromSeconds(2);
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(10);
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(2);
    });
}
