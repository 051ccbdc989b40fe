namespace OrleansUsers.Api;

/// <summary>Logs when the receiver begins to fail and when all that failed is delivered, with one line for each kind of failure.</summary>
internal sealed partial class ReceiverLog(ChangeReceiver receiver, SampledWarnings warnings, ILogger<ReceiverLog> logger)
{
    private const int MaxKinds = 10;

    private readonly HashSet<ReceiverClient.Answer> _told = [];

    public void Failed(QueuedChange change, ReceiverClient.Answer answer)
    {
        if (_told.Count >= MaxKinds || _told.Contains(answer) || !warnings.ShouldLog("changes", $"{answer}", out _))
            return;
        _told.Add(answer);
        NotAccepted(logger, receiver.Host, change.Change.Version, change.Change.UserId, TextOf(answer));
    }

    /// <summary>A change was accepted, and no change is left that failed.</summary>
    public void Recovered()
    {
        if (_told.Count == 0)
            return;
        _told.Clear();
        AcceptsAgain(logger, receiver.Host);
    }

    private static string TextOf(ReceiverClient.Answer answer) => answer.Outcome switch
    {
        DeliveryOutcome.Refused => $"It answered with status {answer.Status}.",
        DeliveryOutcome.Redirect => $"It answered with a redirect (status {answer.Status}), which is not followed.",
        DeliveryOutcome.Timeout => $"It did not answer within {ReceiverClient.Timeout.TotalSeconds} s.",
        DeliveryOutcome.Unreachable => "It cannot be reached. Look at its name, its port and its certificate.",
        _ => "It closed the connection without an answer, or its answer is not HTTP.",
    };

    [LoggerMessage(
        LogLevel.Warning,
        "The receiver of changes, {Host}, did not accept version {Version} of user {UserId}. {Reason} The change is sent again until it is "
        + "accepted; further failures of this kind are counted in orleans_users.changes.failed.")]
    private static partial void NotAccepted(ILogger logger, string host, long version, string userId, string reason);

    [LoggerMessage(LogLevel.Information, "The receiver of changes, {Host}, has accepted all changes that had failed.")]
    private static partial void AcceptsAgain(ILogger logger, string host);
}
