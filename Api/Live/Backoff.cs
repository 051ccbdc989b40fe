namespace OrleansUsers.Api;

/// <summary>How long to wait before asking again what the cluster did not answer.</summary>
internal static class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Last = TimeSpan.FromSeconds(5);

    /// <summary>Longer each time, and never the same for all who ask.</summary>
    /// <param name="failures">How often it failed before this time.</param>
    public static TimeSpan After(int failures)
    {
        var wait = First * Math.Pow(2, Math.Min(failures, 8));
        return (wait < Last ? wait : Last) * (0.5 + Random.Shared.NextDouble() / 2);
    }
}
