using Microsoft.Extensions.DependencyInjection;

namespace OrleansUsers.Grains;

/// <summary>Adds what a silo needs for users, except the <see cref="IUserStore"/> and the <see cref="TimeProvider"/>.</summary>
internal static class UsersHosting
{
    public static IServiceCollection AddUsers(this IServiceCollection services) => services
        .AddSingleton<EmptyActivations>()
        .AddSingleton<LocalUsers>()
        .AddSingleton<UserInserts>()
        .AddSingleton(silo => new Users(
            silo.GetRequiredService<IGrainFactory>(), silo.GetRequiredService<LocalUsers>(), silo.GetRequiredService<UserInserts>()));
}
