using Npgsql;

namespace OrleansUsers.Silo;

/// <summary>The pool of connections to the cluster's database.</summary>
internal static class PostgresPool
{
    private const string MaxAutoPrepare = "Max Auto Prepare";

    /// <summary>
    /// Creates the pool. It prepares statements, unless a setting forbids it or another pooler is in front of the database.
    /// </summary>
    /// <remarks>
    /// A pooler such as PgBouncer may give each transaction another session of the database. A prepared statement exists in one session.
    /// This connects once. If that fails, the first use of the pool fails in the same way.
    /// </remarks>
    public static NpgsqlDataSource Create(NpgsqlConnectionStringBuilder settings)
    {
        if (settings.ShouldSerialize(MaxAutoPrepare))
            return Build(settings);
        var prepared = new NpgsqlConnectionStringBuilder(settings.ConnectionString) { MaxAutoPrepare = 20, AutoPrepareMinUsages = 2 };
        var pool = Build(prepared);
        if (!IsBehindPooler(pool))
            return pool;
        pool.Dispose();
        return Build(settings);
    }

    // Without a name, its metrics and traces would be labelled with the connection string.
    private static NpgsqlDataSource Build(NpgsqlConnectionStringBuilder settings) =>
        new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = "users" }.Build();

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
        catch (Exception fault) when (fault is NpgsqlException or TimeoutException || PostgresSettings.IsUnreadable(fault))
        {
            return false;
        }
    }
}
