namespace OrleansUsers.Grains;

/// <summary>A request that was not sent to the database, because too many wait for it. So nothing was written.</summary>
public sealed class StoreOverloadedException()
    : TimeoutException("The store is overloaded and cannot serve this request in time. Try again later.");

/// <summary>Recognizes an overloaded store.</summary>
public static class StoreOverload
{
    /// <summary>Whether the store was overloaded. Orleans wraps what is thrown by the storage of a grain's state.</summary>
    public static bool IsStoreOverload(this Exception fault) =>
        fault is StoreOverloadedException || fault.InnerException is StoreOverloadedException;
}
