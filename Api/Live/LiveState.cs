namespace OrleansUsers.Api;

/// <summary>The state of a caller's user at one moment.</summary>
/// <param name="Id">Differs from the id of every other state of this token identifier, and grows with each change.</param>
/// <param name="User">Null while the caller is not stored, and once it is deleted.</param>
/// <param name="Stale">Completes when the state must be read again.</param>
/// <param name="Error">Why it is not known whether this state is still current: the cluster did not answer. Null when it did.</param>
internal sealed record LiveState(long Id, User? User, Task Stale, Exception? Error = null);
