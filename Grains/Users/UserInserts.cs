namespace OrleansUsers.Grains;

/// <summary>
/// Inserts new users with one statement and without their grains. That costs half as much as a creation by the grain.
/// </summary>
/// <remarks>
/// A user who has just signed up will be read soon, so its grain is activated after the insert. Imported users arrive in large numbers, and
/// most of them are not read soon.
/// </remarks>
internal sealed class UserInserts(
    LocalUsers local,
    IUserStore store,
    IClusterMembershipService membership,
    IGrainFactory grains,
    IMembershipLease lease,
    TimeProvider clock)
{
    /// <summary>A creation that comes at least this long after the previous one is a sign-up. Others belong to an import.</summary>
    internal static readonly TimeSpan SignUpPause = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How long after a death no user is inserted so: the dead member may answer from memory until its lease has expired, and may have
    /// looked for the user before.
    /// </summary>
    internal static readonly TimeSpan AfterDeath = TimeSpan.FromSeconds(4);

    private long _lastAt;
    private MembershipView? _view;

    /// <summary>
    /// Inserts the user if no process can have its activation. False when nothing was stored: the user's grain has to be called.
    /// </summary>
    public async Task<bool> TryInsert(string externalId, UserSnapshot snapshot)
    {
        if (MayBeActivated(externalId) || !ProviderAccount.Of(snapshot).HasExternalId(externalId))
            return false;
        var isSignUp = IsAfterPause();
        var row = StoredUser.None(externalId).Next(UserState.Of(snapshot));
        var result = await store.Write(row, changesTokens: true).ConfigureAwait(false);
        if (result.Outcome != WriteOutcome.Written)
            return false;
        // A grain that was activated meanwhile may have read before the row existed. Its write conflicts, which makes it read the row.
        if (MayBeActivated(externalId))
            await grains.GetUserGrain(externalId).Upsert(snapshot).ConfigureAwait(false);
        else if (isSignUp)
            grains.GetUserGrain(externalId).Get().Ignore();
        lease.Check();
        return true;
    }

    private bool IsAfterPause()
    {
        var now = clock.GetTimestamp();
        var last = Interlocked.Exchange(ref _lastAt, now);
        return clock.GetElapsedTime(last, now) >= SignUpPause;
    }

    private bool MayBeActivated(string externalId) => local.Contains(externalId) || !IsOnlyProcess();

    // A process that joins is in the membership of all others before it activates any grain.
    private bool IsOnlyProcess()
    {
        var members = membership.CurrentSnapshot;
        var view = _view;
        if (view?.Members != members)
            _view = view = new MembershipView(members, clock.GetTimestamp());
        return view.IsOnlyProcess && (!view.HasDead || clock.GetElapsedTime(view.Since) > AfterDeath);
    }

    // Counting the members costs time, so it is done once for each membership.
    private sealed record MembershipView(ClusterMembershipSnapshot Members, long Since)
    {
        public bool IsOnlyProcess { get; } = Members.Members.Values.Count(member => member.Status != SiloStatus.Dead) == 1;

        public bool HasDead { get; } = Members.Members.Values.Any(member => member.Status == SiloStatus.Dead);
    }
}
