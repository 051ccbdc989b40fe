namespace OrleansUsers.Grains;

/// <summary>Inserts new users with one statement and without a grain, which is half the price of a creation by the grain.</summary>
/// <remarks>
/// A user who signs up is about to ask for itself, so its grain is called into memory afterwards. Imported users come in numbers, and most
/// of them do not ask soon.
/// </remarks>
internal sealed class UserInserts(
    LocalUsers local, IUserStore store, IClusterMembershipService membership, IGrainFactory grains, TimeProvider clock)
{
    /// <summary>A creation that comes so long after the one before is a sign-up and no part of an import.</summary>
    internal static readonly TimeSpan SignUpPause = TimeSpan.FromMilliseconds(100);

    private long _lastAt;
    private View? _view;

    /// <summary>Whether the user was inserted; when not, nothing was stored, and its grain has to be called.</summary>
    public async Task<bool> TryInsert(string externalId, UserSnapshot snapshot)
    {
        if (!IsNowhereElse(externalId) || !Identity.Of(snapshot).Makes(externalId))
            return false;
        var isSignUp = IsAfterPause();
        var row = StoredUser.None(externalId).Next(UserState.Of(snapshot));
        var result = await store.Write(row, changesTokens: true).ConfigureAwait(false);
        if (result.Outcome != WriteOutcome.Written)
            return false;
        // A grain that has come here meanwhile may have read before there was a row.
        if (!IsNowhereElse(externalId))
            await grains.GetUser(externalId).Upsert(snapshot).ConfigureAwait(false);
        else if (isSignUp)
            grains.GetUser(externalId).Get().Ignore();
        return true;
    }

    private bool IsAfterPause()
    {
        var now = clock.GetTimestamp();
        var last = Interlocked.Exchange(ref _lastAt, now);
        return clock.GetElapsedTime(last, now) >= SignUpPause;
    }

    private bool IsNowhereElse(string externalId) => !local.Contain(externalId) && IsOnlyProcess();

    // A process that joins says so to the others before it has any grains.
    private bool IsOnlyProcess()
    {
        var members = membership.CurrentSnapshot;
        var view = _view;
        if (view?.Members != members)
            _view = view = new View(members, members.Members.Values.Count(member => member.Status != SiloStatus.Dead) == 1);
        return view.IsOnlyOne;
    }

    private sealed record View(ClusterMembershipSnapshot Members, bool IsOnlyOne);
}
