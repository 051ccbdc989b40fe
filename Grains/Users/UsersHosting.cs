using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace OrleansUsers.Grains;

/// <summary>Adds what a silo needs for users, except the <see cref="IUserStore"/> and the <see cref="TimeProvider"/>.</summary>
internal static class UsersHosting
{
    public static IServiceCollection AddUsers(this IServiceCollection services)
    {
        // A process in a cluster has another lease.
        services.TryAddSingleton<IMembershipLease, SoleMember>();
        return services
            .AddSingleton<EmptyActivations>()
            .AddSingleton<LocalUsers>()
            .AddSingleton<UserInserts>()
            .AddSingleton(silo => new Users(
                silo.GetRequiredService<IGrainFactory>(),
                silo.GetRequiredService<LocalUsers>(),
                silo.GetRequiredService<UserInserts>(),
                silo.GetRequiredService<IMembershipLease>()));
    }
}
