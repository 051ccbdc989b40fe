using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>Makes one try to deliver a change: reads its user and posts the message.</summary>
internal sealed partial class ChangeDelivery(
    Users users, CurrentUserJson json, ReceiverClient receiver, TimeProvider clock, ILogger<ChangeDelivery> logger)
{
    // A process shows a change within a second of its commit.
    private static readonly TimeSpan MaxWaitForUser = TimeSpan.FromSeconds(2);

    public async Task<ReceiverClient.Answer> Try(QueuedChange change, SenderLease lease, CancellationToken cancelled)
    {
        User? user;
        try
        {
            user = ExternalId.IsUsable(change.Change.UserId)
                ? await users.Find(change.Change.UserId).AsTask().WaitAsync(cancelled)
                : null;
        }
        catch (Exception fault)
        {
            if (cancelled.IsCancellationRequested)
                return new(DeliveryOutcome.Cancelled);
            NotRead(logger, fault, change.Change.UserId);
            return new(DeliveryOutcome.NotRead);
        }
        // The user as it was before the change would tell the receiver that nothing has changed, or that there is nobody.
        if (IsBefore(user, change.Change) && clock.GetElapsedTime(change.Since) < MaxWaitForUser)
            return new(DeliveryOutcome.NotRead);
        var body = ChangeMessage.Body(change.Change, user is null ? null : json.Render(user));
        // The process may have been frozen since the change was taken.
        if (!lease.IsHeld)
            return new(DeliveryOutcome.Cancelled);
        return await receiver.Post(ChangeMessage.IdOf(change.Change), body, cancelled);
    }

    private static bool IsBefore(User? user, UndeliveredChange change) =>
        user is null ? change.Kind is ChangeKind.Created or ChangeKind.Updated : user.Version < change.Version;

    [LoggerMessage(LogLevel.Debug, "The user {UserId} of a change could not be read. It is read again.")]
    private static partial void NotRead(ILogger logger, Exception fault, string userId);
}
