using Npgsql;

namespace OrleansUsers.Silo;

/// <summary>What an error of the database means for the connection that it came from.</summary>
internal static class PostgresFault
{
    private const string IdleInTransactionSessionTimeout = "25P03";

    /// <summary>
    /// Whether the connection was closed, by the server or by the network. A statement on a new connection may succeed. An answer that did
    /// not come in time is not such an error.
    /// </summary>
    public static bool IsClosedConnection(NpgsqlException fault) => fault switch
    {
        { SqlState: { } state } => state
            is PostgresErrorCodes.AdminShutdown
            or PostgresErrorCodes.CrashShutdown
            or PostgresErrorCodes.IdleSessionTimeout
            or IdleInTransactionSessionTimeout,
        { InnerException: IOException or System.Net.Sockets.SocketException } => true,
        _ => false,
    };

    /// <summary>
    /// Whether the server takes no writes: it is a standby, or was made read-only. With several hosts another one may be the primary.
    /// </summary>
    public static bool IsReadOnly(NpgsqlException fault) => fault.SqlState == PostgresErrorCodes.ReadOnlySqlTransaction;

    /// <summary>Whether the server, the database or the login has no connection left. Another process may release one soon.</summary>
    public static bool IsTooManyConnections(NpgsqlException fault) => SqlStateOf(fault) == PostgresErrorCodes.TooManyConnections;

    /// <summary>Whether none of several hosts can be used, by what was known of them a moment ago.</summary>
    public static bool IsNoHost(NpgsqlException fault) =>
        fault.SqlState is null && fault.Message.Contains("suitable host", StringComparison.Ordinal);

    /// <summary>
    /// The SQLSTATE of the answer. With several hosts there is one exception for each; the answer of a database explains more than a failed
    /// connection.
    /// </summary>
    public static string? SqlStateOf(NpgsqlException fault) =>
        fault.SqlState
        ?? (fault.InnerException as AggregateException)?.InnerExceptions.OfType<PostgresException>().FirstOrDefault()?.SqlState;
}
