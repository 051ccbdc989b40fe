using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>The changes that the receiver has not accepted yet: which of them is to be sent next, and when.</summary>
/// <remarks>
/// The changes of one user are sent one after the other. After a failure the user's changes wait, those of others do not. For one caller at
/// a time.
/// </remarks>
internal sealed class UndeliveredChanges(TimeProvider clock)
{
    public const int Max = 1_000;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastPause = TimeSpan.FromHours(1);

    private readonly LinkedList<QueuedChange> _all = new();
    private readonly Dictionary<string, UserQueue> _users = new(StringComparer.Ordinal);

    // The users none of whose changes is being sent, by the time from which one may be. The number keeps those of one time in their order.
    private readonly PriorityQueue<UserQueue, (long DueAt, long Number)> _waiting = new();
    private long _number;

    public int Count => _all.Count;

    public bool HasRoom => _all.Count < Max;

    /// <summary>How many users have a change that failed and was not accepted since.</summary>
    public int FailingUsers { get; private set; }

    /// <summary>When the oldest of the changes happened; null when there is none.</summary>
    public DateTimeOffset? OldestAt => _all.First?.Value.Change.At;

    /// <summary>How long until a change may be sent that is not being sent; null when there is none.</summary>
    public TimeSpan? UntilNext => _waiting.TryPeek(out _, out var due) ? clock.Until(due.DueAt) : null;

    /// <summary>The changes in the order of the journal.</summary>
    public IReadOnlyList<UndeliveredChange> ToList() => [.. _all.Select(queued => queued.Change)];

    /// <summary>Adds a change that comes after all others in the journal.</summary>
    public void Add(UndeliveredChange change)
    {
        var queued = _all.AddLast(new QueuedChange(change, clock.GetTimestamp()));
        if (_users.TryGetValue(change.UserId, out var user))
        {
            user.Changes.Enqueue(queued);
            return;
        }
        _users.Add(change.UserId, user = new UserQueue(change.UserId));
        user.Changes.Enqueue(queued);
        Wait(user, TimeSpan.Zero);
    }

    /// <summary>The change that is to be sent now; null when there is none. What becomes of it has to be told by another method.</summary>
    public QueuedChange? TakeNext()
    {
        while (_waiting.TryPeek(out var user, out var due) && due.DueAt <= clock.GetTimestamp())
        {
            _waiting.Dequeue();
            if (user.Changes.TryPeek(out var next))
                return next.Value;
            // Its changes were removed.
            Forget(user);
        }
        return null;
    }

    /// <summary>The receiver accepted the change.</summary>
    public void Delivered(QueuedChange change)
    {
        var user = _users[change.Change.UserId];
        // The change may have been removed meanwhile.
        if (user.Changes.TryPeek(out var first) && first.Value == change)
            _all.Remove(user.Changes.Dequeue());
        SetFailures(user, 0);
        Wait(user, TimeSpan.Zero);
    }

    /// <summary>The receiver did not accept the change. It is sent again after 1 s, then after 2 s, and so on up to an hour.</summary>
    public void Failed(QueuedChange change)
    {
        var user = _users[change.Change.UserId];
        Wait(user, Backoff.After(user.Failures, FirstPause, LastPause, jitter: 0.1));
        SetFailures(user, user.Failures + 1);
    }

    /// <summary>The change was not sent. It is sent after the pause.</summary>
    public void Postpone(QueuedChange change, TimeSpan pause) =>
        Wait(_users[change.Change.UserId], pause);

    /// <summary>Removes changes that the journal does not keep any more. Returns how many.</summary>
    /// <param name="position">The last position that was removed from the journal.</param>
    public int RemoveUpTo(long position)
    {
        var removed = 0;
        for (; _all.First is { } oldest && oldest.Value.Change.Position <= position; removed++)
        {
            _users[oldest.Value.Change.UserId].Changes.Dequeue();
            _all.Remove(oldest);
        }
        return removed;
    }

    private void Wait(UserQueue user, TimeSpan pause)
    {
        if (user.Changes.Count == 0)
            Forget(user);
        else
            _waiting.Enqueue(user, (clock.TimestampAfter(pause), _number++));
    }

    private void Forget(UserQueue user)
    {
        SetFailures(user, 0);
        _users.Remove(user.UserId);
    }

    private void SetFailures(UserQueue user, int failures)
    {
        FailingUsers += (failures > 0 ? 1 : 0) - (user.Failures > 0 ? 1 : 0);
        user.Failures = failures;
    }

    private sealed class UserQueue(string userId)
    {
        public string UserId { get; } = userId;

        public Queue<LinkedListNode<QueuedChange>> Changes { get; } = new();

        public int Failures { get; set; }
    }
}

/// <summary>A change in the list of those that are not delivered.</summary>
/// <param name="Since">When it was added, as a timestamp of the clock.</param>
internal sealed record QueuedChange(UndeliveredChange Change, long Since);
