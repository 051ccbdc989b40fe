using Microsoft.Extensions.DependencyInjection;

namespace OrleansUsers.Grains;

/// <summary>What a silo needs for its users, besides an <see cref="IUserStore"/> and a <see cref="TimeProvider"/>.</summary>
internal static class UsersHosting
{
    public static IServiceCollection AddUsers(this IServiceCollection services) => services
        .AddSingleton<EmptyActivations>()
        .AddSingleton<LocalUsers>()
        .AddSingleton<UserInserts>()
        .AddSingleton(silo => new Users(
            silo.GetRequiredService<IGrainFactory>(), silo.GetRequiredService<LocalUsers>(), silo.GetRequiredService<UserInserts>()));
}
