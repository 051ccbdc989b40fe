using Microsoft.Extensions.DependencyInjection;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using Orleans.Storage;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>Chooses where grains keep their state: users, the index of their token identifiers, and all others.</summary>
internal static class StorageHosting
{
    /// <summary>Needs an <see cref="IUserTable"/> and an <see cref="IGrainStateTable"/>.</summary>
    public static ISiloBuilder AddGrainStorage(this ISiloBuilder silo) => silo
        .Add<UserStorage>(UserGrain.Storage)
        .Add<TokenStorage>(TokenGrain.Storage)
        .Add<GrainStateStorage>(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME);

    private static ISiloBuilder Add<T>(this ISiloBuilder silo, string name)
        where T : class, IGrainStorage
    {
        silo.Services.AddSingleton<T>();
        silo.Services.AddGrainStorage(name, (services, _) => services.GetRequiredService<T>());
        return silo;
    }
}
