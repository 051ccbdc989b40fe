namespace OrleansUsers.Cluster.Tests;

/// <summary>One call about one user as its caller saw it: an acknowledged write, a write without an answer, or an answered read.</summary>
/// <param name="Process">The number of the process that was called.</param>
/// <param name="What">The kind of the call, for messages.</param>
/// <param name="ReturnedAt">When the answer was there; <see cref="TimeSpan.MaxValue"/> for a write that nobody acknowledged.</param>
/// <param name="Number">
/// The number of the change that was written or seen. The changes of a user are numbered; <see cref="Deleted"/> is the last one.
/// </param>
/// <param name="Version">The user's version; 0 where the call does not tell it.</param>
internal readonly record struct Observation(
    string User, int Process, string What, bool IsWrite, TimeSpan InvokedAt, TimeSpan ReturnedAt, int Number, long Version = 0)
{
    public const int Deleted = int.MaxValue;

    public override string ToString()
    {
        var until = ReturnedAt == TimeSpan.MaxValue ? "" : $" to {ReturnedAt.TotalSeconds:F3} s";
        var what = Number == Deleted ? "deleted" : $"change {Number}";
        var version = Version == 0 ? "" : $", version {Version}";
        return $"{What} at process {Process}, from {InvokedAt.TotalSeconds:F3} s{until}: {what}{version}";
    }
}
