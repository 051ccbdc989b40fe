using Microsoft.Extensions.DependencyInjection;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>Where grains keep their state: users by <see cref="UserStore"/>, all others by <see cref="GrainStateStorage"/>.</summary>
internal static class StorageHosting
{
    /// <summary>Needs an <see cref="IUserTable"/>, an <see cref="IGrainStateTable"/> and the program's meter.</summary>
    public static ISiloBuilder AddStorage(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<StoreMetrics>();
        silo.Services.AddSingleton<IUserStore, UserStore>();
        silo.Services.AddSingleton<GrainStateStorage>();
        silo.Services.AddGrainStorage(
            ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, (services, _) => services.GetRequiredService<GrainStateStorage>());
        return silo;
    }
}
