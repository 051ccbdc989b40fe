using Microsoft.Extensions.DependencyInjection;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>Adds the stores of grains: <see cref="UserStore"/> for users, <see cref="GrainStateStorage"/> for all others.</summary>
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
