using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>Names why a webhook could not be stored: a short word for metrics and for <c>GET /admin/webhooks</c>.</summary>
internal static class WebhookFailure
{
    /// <summary>Too much is under way in this process or its store.</summary>
    public const string Overloaded = "overloaded";

    /// <summary>The event is dated too far ahead of this machine's clock.</summary>
    public const string Ahead = "ahead";

    /// <summary>The body did not arrive whole or in time.</summary>
    private const string Body = "body";

    /// <summary>It was not stored within the deadline of a request.</summary>
    private const string Deadline = "deadline";

    /// <summary>This process, or the one that has the user in memory, is not surely a member of the cluster.</summary>
    private const string Cluster = "cluster";

    /// <summary>The database failed.</summary>
    private const string Store = "store";

    /// <summary>All reasons of the outcome <c>failed</c> that are faults of this side or of the connection.</summary>
    public static IReadOnlyList<string> All { get; } = [Overloaded, Body, Deadline, Cluster, Store];

    /// <summary>Names what went wrong while the body was read.</summary>
    public static string OfReading(Exception fault) => fault is LargeBodiesException ? Overloaded : Body;

    /// <summary>Names what went wrong while the event was applied.</summary>
    public static string OfApplying(Exception fault) => fault switch
    {
        _ when fault.IsStoreOverload() => Overloaded,
        TimeoutException => Deadline,
        MembershipLeaseException or OrleansException => Cluster,
        _ => Store,
    };
}
