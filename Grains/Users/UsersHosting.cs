using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Runtime.Placement;

namespace OrleansUsers.Grains;

/// <summary>Adds what a silo needs for users, except the <see cref="IUserStore"/> and the <see cref="TimeProvider"/>.</summary>
internal static class UsersHosting
{
    public static ISiloBuilder AddUsers(this ISiloBuilder silo)
    {
        // A process in a cluster has another lease.
        silo.Services.TryAddSingleton<IMembershipLease, SoleMember>();
        silo.Services
            .AddSingleton<EmptyActivations>()
            .AddSingleton<LocalUsers>()
            .AddSingleton<UserInserts>()
            .AddSingleton<KnownUsers>()
            .AddSingleton<UserRelayClient>()
            .AddSingleton<IPlacementStrategyResolver, UserPlacementResolver>()
            .AddSingleton(services => new UserHomes(
                services.GetRequiredService<IClusterMembershipService>(),
                services.GetRequiredService<ILocalSiloDetails>(),
                other => new OtherHome(
                    services.GetRequiredService<UserRelayClient>().At(other), services.GetRequiredService<KnownUsers>())))
            .AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(services => ActivatorUtilities.CreateInstance<UserMoves>(services))
            .AddSingleton(services => new Users(
                services.GetRequiredService<IGrainFactory>(),
                services.GetRequiredService<LocalUsers>(),
                services.GetRequiredService<UserHomes>(),
                services.GetRequiredService<UserInserts>(),
                services.GetRequiredService<IUserStore>(),
                services.GetRequiredService<IMembershipLease>()));
        return silo.AddPlacementDirector<UserPlacement, UserPlacementDirector>().AddGrainService<UserRelay>();
    }
}
