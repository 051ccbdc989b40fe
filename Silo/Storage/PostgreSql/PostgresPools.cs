using Npgsql;

namespace OrleansUsers.Silo;

/// <summary>Divides the connections of a process, so that the cluster's membership does not wait for batches of the store.</summary>
internal static class PostgresPools
{
    /// <summary>The name of the pool that the cluster's membership uses.</summary>
    public const string Membership = "membership";

    /// <summary>
    /// The settings of the two pools. Together they open as many connections as Maximum Pool Size allows, and three at least.
    /// </summary>
    public static (NpgsqlConnectionStringBuilder Store, NpgsqlConnectionStringBuilder Membership) Of(NpgsqlConnectionStringBuilder settings)
    {
        var store = new NpgsqlConnectionStringBuilder(settings.ConnectionString);
        store.MinPoolSize = Math.Min(store.MinPoolSize, Math.Max(store.MaxPoolSize - 1, 2));
        store.MaxPoolSize = Math.Max(store.MaxPoolSize - 1, 2);
        // Orleans sends one statement after another, every two seconds. One that finds no connection is sent again.
        var membership = new NpgsqlConnectionStringBuilder(settings.ConnectionString) { MinPoolSize = 0, MaxPoolSize = 1 };
        // The store finds out by itself that another host is the primary now.
        if (!settings.ShouldSerialize("Host Recheck Seconds"))
            membership.HostRecheckSeconds = 2;
        return (store, membership);
    }
}
