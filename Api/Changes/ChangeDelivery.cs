using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>Makes one try to deliver a change: reads its user and posts the message.</summary>
internal sealed partial class ChangeDelivery(
    Users users, CurrentUserJson json, ReceiverClient receiver, TimeProvider clock, ILogger<ChangeDelivery> logger)
{
    // A process shows a change within a second of its commit.
    private static readonly TimeSpan MaxWaitForUser = TimeSpan.FromSeconds(2);

    public async Task<ReceiverClient.Answer> Try(QueuedChange queued, SenderLease lease, CancellationToken cancelled)
    {
        var change = queued.Change;
        try
        {
            var user = ExternalId.IsUsable(change.UserId) ? await users.Find(change.UserId).AsTask().WaitAsync(cancelled) : null;
            // The user as it was before would tell the receiver that nothing has changed, or that there is nobody.
            if (IsBefore(user, change) && clock.GetElapsedTime(queued.Since) < MaxWaitForUser)
                return new(DeliveryOutcome.TooEarly);
            var body = ChangeMessage.Body(change, user is null ? null : json.Render(user));
            // The process may have been frozen since the change was taken.
            return lease.IsHeld
                ? await receiver.Post(ChangeMessage.IdOf(change), body, cancelled)
                : new(DeliveryOutcome.Cancelled);
        }
        catch (Exception fault)
        {
            if (cancelled.IsCancellationRequested)
                return new(DeliveryOutcome.Cancelled);
            NotRead(logger, fault, change.UserId);
            return new(DeliveryOutcome.NotRead);
        }
    }

    private static bool IsBefore(User? user, UndeliveredChange change) =>
        user is null ? change.Kind is ChangeKind.Created or ChangeKind.Updated : user.Version < change.Version;

    [LoggerMessage(LogLevel.Debug, "The user {UserId} of a change could not be read. It is read again.")]
    private static partial void NotRead(ILogger logger, Exception fault, string userId);
}
