using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>
/// The right of this process to send: one process of the cluster has it at a time. Each save of the progress prolongs it.
/// </summary>
internal sealed class SenderLease(IDeliveryTable table, string sender, TimeProvider clock)
{
    /// <summary>How long a process is the sender without a further save.</summary>
    public static readonly TimeSpan Time = TimeSpan.FromSeconds(10);

    // Counted from the start of the call: the time of the database begins later and ends later.
    private long _endsAt;

    /// <summary>Whether no other process can be the sender now.</summary>
    public bool IsHeld => clock.GetTimestamp() < _endsAt;

    /// <summary>How long it is still held without a further save; negative when it is not held.</summary>
    public TimeSpan Left => clock.Until(_endsAt);

    /// <summary>Whether another process became the sender.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Returns where to continue; null when another process is the sender.</summary>
    public async Task<DeliveryProgress?> Acquire(CancellationToken cancellationToken)
    {
        var end = clock.TimestampAfter(Time);
        if (await table.Acquire(sender, Time, cancellationToken) is not { } progress)
            return null;
        (_endsAt, IsLost) = (end, false);
        return progress;
    }

    /// <summary>
    /// Saves the progress. A lease that has run out is held again, unless another process became the sender: then nothing is saved.
    /// </summary>
    public async Task Save(DeliveryProgress progress, CancellationToken cancellationToken)
    {
        var end = clock.TimestampAfter(Time);
        IsLost = !await table.Save(sender, Time, progress, cancellationToken);
        _endsAt = IsLost ? 0 : end;
    }

    /// <summary>Saves the progress. Another process may become the sender at once.</summary>
    public Task Release(DeliveryProgress progress, CancellationToken cancellationToken)
    {
        _endsAt = 0;
        return IsLost ? Task.CompletedTask : table.Release(sender, progress, cancellationToken);
    }
}
