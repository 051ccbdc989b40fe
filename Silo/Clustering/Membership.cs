using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Configuration;

namespace OrleansUsers.Silo;

/// <summary>How fast the cluster declares a silo dead, and by which evidence.</summary>
internal static class Membership
{
    /// <summary>Keeps the members of the cluster in its PostgreSQL database.</summary>
    /// <param name="key">The setting that names the database, for error texts.</param>
    public static ISiloBuilder AddPostgresMembership(this ISiloBuilder silo, SiloAddressing addressing, string key)
    {
        silo.Services.AddSingleton(addressing);
        silo.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<MembershipCheck>(services, key));
        silo.Services.AddSingleton<MemberRow>();
        silo.Services.AddSingleton<OwnDeath>();
        silo.Services.AddSingleton<Heartbeat>();
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(services => services.GetRequiredService<Heartbeat>());
        silo.Services.AddSingleton<MemberServiceClient>();
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(
            services => ActivatorUtilities.CreateInstance<PeerConfirmation>(services));
        silo.AddGrainService<MemberService>();
        return silo.UseAdoNetClustering(options => options.Configure<IServiceProvider>((clustering, services) =>
        {
            clustering.Invariant = "Npgsql";
            clustering.DataSource = services.GetRequiredKeyedService<NpgsqlDataSource>(PostgresPools.MembershipKey);
        }));
    }

    public static ISiloBuilder AddMembership(this ISiloBuilder silo) => silo.Configure<ClusterMembershipOptions>(membership =>
    {
        // A silo is dead after three probes in a row without an answer, if nothing else came from it within three times the longest probe.
        membership.ProbeTimeout = TimeSpan.FromSeconds(1);
        membership.MinProbeTimeout = TimeSpan.FromSeconds(1);
        membership.MaxProbeTimeout = TimeSpan.FromSeconds(2);
        // Of two silos that do not reach each other one must leave the cluster, even when a third silo reaches both.
        membership.NumVotesForDeathDeclaration = 1;
        membership.EnableIndirectProbes = false;
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(10);
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(2);
    });
}
