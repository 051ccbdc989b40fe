namespace OrleansUsers.Grains;

/// <summary>
/// The table <c>change_delivery</c>: which process of the cluster sends changes to the operator's receiver, and what is delivered.
/// </summary>
/// <remarks>Every method throws when the database fails or does not answer in time. Repeating a call is safe.</remarks>
public interface IDeliveryTable
{
    /// <summary>
    /// Makes the process the sender for a time, unless another one is. Returns where it continues; null when another process is the sender.
    /// </summary>
    /// <param name="sender">A name that no other process has or had.</param>
    Task<DeliveryProgress?> Acquire(string sender, TimeSpan time, CancellationToken cancellationToken);

    /// <summary>
    /// Saves the progress, and the process stays the sender for the time from now. False when another process became the sender: nothing is
    /// saved then.
    /// </summary>
    Task<bool> Save(string sender, TimeSpan time, DeliveryProgress progress, CancellationToken cancellationToken);

    /// <summary>Saves the progress of the sender and ends its time, so that another process may become the sender at once.</summary>
    Task Release(string sender, DeliveryProgress progress, CancellationToken cancellationToken);
}

/// <summary>Which changes are delivered: all up to a place in the journal, except those that are listed.</summary>
/// <param name="Position">The last entry of which changes were taken; 0 when none was.</param>
/// <param name="Taken">How many changes were taken of that entry, in their order.</param>
/// <param name="Undelivered">The changes that were taken and are not delivered, in the order of the journal.</param>
public sealed record DeliveryProgress(long Position, int Taken, IReadOnlyList<UndeliveredChange> Undelivered)
{
    /// <summary>Nothing is delivered.</summary>
    public static DeliveryProgress None { get; } = new(0, 0, []);
}

/// <summary>A change that the receiver has not accepted yet.</summary>
/// <param name="Position">The position of its entry in the journal.</param>
public sealed record UndeliveredChange(string UserId, long Version, ChangeKind Kind, DateTimeOffset At, long Position);
