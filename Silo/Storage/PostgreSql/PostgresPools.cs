using Npgsql;

namespace OrleansUsers.Silo;

/// <summary>The connections of a process, divided so that the cluster's membership does not wait for batches of the store.</summary>
/// <param name="Store">For users and the state of grains.</param>
/// <param name="Membership">For Orleans' membership: a single connection.</param>
/// <param name="Heartbeat">
/// For the heartbeats: a single connection. A statement of the membership may wait for seconds, and without heartbeats this process may not
/// answer.
/// </param>
internal sealed record PostgresPools(NpgsqlDataSource Store, NpgsqlDataSource Membership, NpgsqlDataSource Heartbeat)
{
    /// <summary>The key of the membership's pool among the services.</summary>
    public const string MembershipKey = "membership";

    /// <summary>The key of the heartbeats' pool among the services.</summary>
    public const string HeartbeatKey = "heartbeat";

    private const string MaxAutoPrepare = "Max Auto Prepare";

    /// <summary>
    /// Creates the pools. They prepare statements, unless a setting forbids it or another pooler is in front of the database. Together they
    /// open as many connections as Maximum Pool Size allows, and four at least.
    /// </summary>
    /// <remarks>
    /// A pooler such as PgBouncer may give each transaction another session of the database. A prepared statement exists in one session.
    /// This connects once. If that fails, the first use of a pool fails in the same way.
    /// </remarks>
    /// <param name="isForCommand">
    /// Whether the process only runs a command. Then this does not connect, and no statement is prepared.
    /// </param>
    public static PostgresPools Create(NpgsqlConnectionStringBuilder settings, bool isForCommand = false)
    {
        if (isForCommand || settings.ShouldSerialize(MaxAutoPrepare))
            return Build(settings);
        var pools = Build(new(settings.ConnectionString) { MaxAutoPrepare = 20, AutoPrepareMinUsages = 2 });
        if (!IsBehindPooler(pools.Store))
            return pools;
        pools.Store.Dispose();
        pools.Membership.Dispose();
        pools.Heartbeat.Dispose();
        return Build(settings);
    }

    private static PostgresPools Build(NpgsqlConnectionStringBuilder settings)
    {
        var store = new NpgsqlConnectionStringBuilder(settings.ConnectionString);
        store.MinPoolSize = Math.Min(store.MinPoolSize, Math.Max(store.MaxPoolSize - 2, 2));
        store.MaxPoolSize = Math.Max(store.MaxPoolSize - 2, 2);
        // The statements are few and short. One that finds no connection is sent again.
        var membership = new NpgsqlConnectionStringBuilder(settings.ConnectionString) { MinPoolSize = 0, MaxPoolSize = 1 };
        // The store finds out by itself that another host is the primary now.
        if (!settings.ShouldSerialize("Host Recheck Seconds"))
            membership.HostRecheckSeconds = 2;
        // A heartbeat that failed is soon followed by the next.
        var heartbeat = new NpgsqlConnectionStringBuilder(membership.ConnectionString) { CancellationTimeout = 500 };
        return new PostgresPools(Build(store, "users"), Build(membership, MembershipKey), Build(heartbeat, HeartbeatKey));
    }

    // Without a name, its metrics and traces would be labelled with the connection string.
    private static NpgsqlDataSource Build(NpgsqlConnectionStringBuilder settings, string name) =>
        new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = name }.Build();

    // A pooler makes up the key by which statements are cancelled (PostgreSQL protocol, BackendKeyData). So the id of the process in it is
    // not that of the session.
    private static bool IsBehindPooler(NpgsqlDataSource pool)
    {
        try
        {
            using var connection = pool.OpenConnection();
            using var command = new NpgsqlCommand("select pg_backend_pid()", connection);
            return (int)command.ExecuteScalar()! != connection.ProcessID;
        }
        catch (Exception fault) when (fault is TimeoutException || PostgresSettings.Reason(fault) is not null)
        {
            return false;
        }
    }
}
