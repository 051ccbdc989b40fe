namespace OrleansUsers.Api;

/// <summary>How long to wait before a failed call is repeated.</summary>
internal static class Backoff
{
    // Of calls to the cluster. A live stream shows within a second what was acknowledged, also when its first read fails.
    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan Last = TimeSpan.FromSeconds(5);

    /// <summary>For a call to the cluster: from 0.1 s, up to 5 s. Up to half of it is left off at random.</summary>
    /// <param name="failures">The number of failures before this one.</param>
    public static TimeSpan After(int failures) => After(failures, First, Last, jitter: 0.5);

    /// <summary>Doubles with each failure, from the first wait up to the last one.</summary>
    /// <param name="failures">The number of failures before this one.</param>
    /// <param name="jitter">The part that is left off at random at most, so that not all callers retry at the same time.</param>
    public static TimeSpan After(int failures, TimeSpan first, TimeSpan last, double jitter)
    {
        var wait = first * Math.Pow(2, Math.Min(failures, 30));
        return (wait < last ? wait : last) * (1 - (jitter * Random.Shared.NextDouble()));
    }
}
