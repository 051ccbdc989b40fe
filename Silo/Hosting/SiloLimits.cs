using Orleans.Configuration;

namespace OrleansUsers.Silo;

/// <summary>What keeps the memory of a silo bounded, however many users there are and whatever is asked of it.</summary>
internal static class SiloLimits
{
    // All that one front end takes at once; a call that waits holds a few kilobytes.
    private const int MaxCallsOfOneGrain = 20_000;

    // Some 60 MB when full. Who is not in it is looked up, at the silo that knows.
    private const int MaxKnownPlaces = 200_000;

    public static ISiloBuilder AddMemoryLimits(this ISiloBuilder silo)
    {
        silo.Configure<GrainCollectionOptions>(collection =>
        {
            collection.CollectionAge = TimeSpan.FromMinutes(10);
            collection.CollectionQuantum = TimeSpan.FromMinutes(1);
            // Those that were idle longest go when the heap fills 80 % of what the process may have, until it is at 75 %.
            collection.EnableActivationSheddingOnMemoryPressure = true;
        });
        silo.Configure<GrainDirectoryOptions>(directory => directory.CacheSize = MaxKnownPlaces);
        // It counts the calls that run, too, so that it bounds what waits for a write of a reentrant grain.
        silo.Configure<SiloMessagingOptions>(messaging => messaging.MaxEnqueuedRequestsHardLimit = MaxCallsOfOneGrain);
        return silo;
    }
}
