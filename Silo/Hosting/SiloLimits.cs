using Orleans.Configuration;

namespace OrleansUsers.Silo;

/// <summary>Bounds the memory of a silo, whatever the number of users and calls.</summary>
internal static class SiloLimits
{
    // As many calls as one front end accepts at once. A waiting call holds a few kilobytes.
    private const int MaxCallsOfOneGrain = 20_000;

    // About 60 MB when full. The address of any other grain is looked up in the grain directory.
    private const int MaxCachedGrainAddresses = 200_000;

    public static ISiloBuilder AddMemoryLimits(this ISiloBuilder silo)
    {
        silo.Configure<GrainCollectionOptions>(collection =>
        {
            collection.CollectionAge = TimeSpan.FromMinutes(10);
            collection.CollectionQuantum = TimeSpan.FromMinutes(1);
            // When the heap fills 80 % of the process's memory limit, the activations that were idle longest are deactivated, down to 75 %.
            collection.EnableActivationSheddingOnMemoryPressure = true;
        });
        silo.Configure<GrainDirectoryOptions>(directory => directory.CacheSize = MaxCachedGrainAddresses);
        // Running calls count, too. So the limit also bounds the calls of a reentrant grain that wait for a write.
        silo.Configure<SiloMessagingOptions>(messaging => messaging.MaxEnqueuedRequestsHardLimit = MaxCallsOfOneGrain);
        return silo;
    }
}
