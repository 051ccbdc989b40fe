namespace OrleansUsers.Api;

/// <summary>What a caller's user looks like at a moment.</summary>
/// <param name="Id">Tells this state from every other of this token identifier, and grows with each change.</param>
/// <param name="User">Null while the caller is not stored, and once it is deleted.</param>
/// <param name="Over">Completes when it is time to look again.</param>
/// <param name="Error">Why nobody knows whether it still looks so: the cluster did not answer. Null when it did.</param>
internal sealed record LiveState(long Id, User? User, Task Over, Exception? Error = null);
