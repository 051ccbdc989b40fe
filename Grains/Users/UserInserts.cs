namespace OrleansUsers.Grains;

/// <summary>
/// Inserts new users with one statement and without their grains, in whatever process the creation arrives. That costs half as much as a
/// creation by the grain.
/// </summary>
/// <remarks>
/// Another process may have the user's activation, which has found no row. It reads again before it says that there is none
/// (<see cref="UserEntity.LookAgain"/>), and its insert conflicts with this one.
/// </remarks>
internal sealed class UserInserts(LocalUsers local, IUserStore store, IGrainFactory grains, IMembershipLease lease, TimeProvider clock)
{
    /// <summary>A creation that comes at least this long after the previous one is a sign-up. Others belong to an import.</summary>
    internal static readonly TimeSpan SignUpPause = TimeSpan.FromMilliseconds(100);

    private long _lastAt;

    /// <summary>Inserts the user. False when nothing was stored: the user's grain has to be called.</summary>
    public async Task<bool> TryInsert(string externalId, UserSnapshot snapshot)
    {
        if (local.Contains(externalId) || !ProviderAccount.Of(snapshot).HasExternalId(externalId))
            return false;
        var isSignUp = IsAfterPause();
        var row = StoredUser.None(externalId).Next(UserState.Of(snapshot));
        var result = await store.Write(row, changesTokens: true).ConfigureAwait(false);
        if (result.Outcome != WriteOutcome.Written)
            return false;
        lease.Check();
        // A user who has just signed up will be read soon, and may be watched already. Imported users arrive in large numbers, and most of
        // them are not read soon.
        if (isSignUp || local.Contains(externalId))
            grains.GetUserGrain(externalId).Get().Ignore();
        return true;
    }

    private bool IsAfterPause()
    {
        var now = clock.GetTimestamp();
        var last = Interlocked.Exchange(ref _lastAt, now);
        return clock.GetElapsedTime(last, now) >= SignUpPause;
    }
}
