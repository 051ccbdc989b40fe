using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>Adds the sync with the APIs of providers.</summary>
internal static class SyncHosting
{
    public static void AddSync(this IServiceCollection services, ProviderSet providers, SyncSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<SyncMetrics>();
        services.AddSingleton<SyncStateMetrics>();
        services.AddHostedService(all => all.GetRequiredService<SyncStateMetrics>());
        services.AddSingleton<StorePatience>();
        services.AddSingleton<SyncUsers>();
        services.AddSingleton<SyncWorkers>();
        foreach (var provider in providers.All.Where(provider => provider.ClerkApi is not null || provider.Auth0Api is not null))
        {
            services.AddSingleton(all => Worker(all, provider, settings));
            services.AddSingleton<IHostedService>(all => all.GetServices<SyncWorker>().Single(worker => worker.Name == provider.Name));
        }
    }

    private static SyncWorker Worker(IServiceProvider services, Provider provider, SyncSettings settings) =>
        ActivatorUtilities.CreateInstance<SyncWorker>(services, Directory(services, provider, settings));

    /// <summary>The directory of a provider whose key is set.</summary>
    public static IDirectory Directory(IServiceProvider services, Provider provider, SyncSettings settings)
    {
        var clock = services.GetRequiredService<TimeProvider>();
        if (provider.ClerkApi is not { } clerk)
            return ActivatorUtilities.CreateInstance<Auth0Directory>(services, provider, Client(Auth0Api.RequestsPer10Seconds / 2));
        return new ClerkDirectory(
            provider,
            Client(ClerkApi.RateOf(clerk) / 2),
            services.GetRequiredService<IssuerKeyCaches>(),
            services.GetRequiredService<IUserList>(),
            services.GetRequiredService<Users>());

        ProviderClient Client(int limit) => new(new RequestBudget(settings.RequestsPer10Seconds ?? limit, clock), clock);
    }
}

/// <summary>The workers of this process, by provider.</summary>
internal sealed class SyncWorkers(IEnumerable<SyncWorker> workers)
{
    private readonly Dictionary<string, SyncWorker> _byProvider = workers.ToDictionary(worker => worker.Name, StringComparer.Ordinal);

    /// <summary>The worker of a provider; null when no key of it is set here.</summary>
    public SyncWorker? Of(string provider) => _byProvider.GetValueOrDefault(provider);
}
