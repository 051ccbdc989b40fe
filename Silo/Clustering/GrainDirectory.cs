using Orleans.Configuration;

namespace OrleansUsers.Silo;

/// <summary>Which of Orleans' grain directories knows where a user's activation is.</summary>
internal static class GrainDirectory
{
    /// <summary>
    /// Adds the distributed directory. When silos join or stop it hands its entries over, and when one dies it asks the others which
    /// activations they have. The default one loses the entries of a dead silo: a grain that is still writing in one silo then gets a
    /// second activation in another.
    /// </summary>
    public static ISiloBuilder AddGrainDirectory(this ISiloBuilder silo)
    {
#pragma warning disable ORLEANSEXP003 // It is experimental in name. Nothing else in Orleans recovers entries.
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
        // After a death the directory would register nothing in the ranges of the dead silo for this long. TakeOver waits instead, and only
        // for as long as the dead silo may answer.
        return silo.Configure<GrainDirectoryOptions>(directory => directory.RangeLeaseDuration = TimeSpan.Zero);
    }
}
