using Orleans.Configuration;

namespace OrleansUsers.Silo;

/// <summary>How fast the cluster notices that a silo is gone, and how sure of it it has to be.</summary>
internal static class Membership
{
    public static ISiloBuilder AddMembership(this ISiloBuilder silo) => silo.Configure<ClusterMembershipOptions>(membership =>
    {
        // Three probes in a row that get no answer; and nothing else was heard of the silo within three times the longest of them.
        membership.ProbeTimeout = TimeSpan.FromSeconds(1);
        membership.MinProbeTimeout = TimeSpan.FromSeconds(1);
        membership.MaxProbeTimeout = TimeSpan.FromSeconds(2);
        // Of two silos that do not reach each other one has to go, even when a third one reaches both.
        membership.NumVotesForDeathDeclaration = 1;
        membership.EnableIndirectProbes = false;
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(10);
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(2);
    });
}
