namespace OrleansUsers.Api;

/// <summary>How long to wait before a failed call to the cluster is repeated.</summary>
internal static class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Last = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Doubles with each failure, up to 5 s. Up to half of it is left off at random, so that not all callers retry at the same time.
    /// </summary>
    /// <param name="failures">The number of failures before this one.</param>
    public static TimeSpan After(int failures)
    {
        var wait = First * Math.Pow(2, Math.Min(failures, 8));
        return (wait < Last ? wait : Last) * (0.5 + Random.Shared.NextDouble() / 2);
    }
}
