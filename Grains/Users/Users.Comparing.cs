namespace OrleansUsers.Grains;

/// <content>Compares what was read from a provider's directory with what is stored.</content>
public sealed partial class Users
{
    /// <summary>
    /// What applying a snapshot that was read from the directory would do. Stores nothing and loads no grain, so that all users of a
    /// provider can be compared.
    /// </summary>
    /// <param name="snapshot">With the time at which it was read (<see cref="UserSnapshot.ReadAt"/>).</param>
    public async Task<Comparison> Compare(string externalId, UserSnapshot snapshot)
    {
        var account = ProviderAccount.Of(snapshot);
        var row = await FindRow(externalId, account).ConfigureAwait(false);
        var stored = row.State.Snapshot;
        // Nothing but the time of reading can order two contents of the same change.
        if (stored?.UpdatedAt == snapshot.UpdatedAt && snapshot.ReadAt is { } readAt)
            snapshot = snapshot with { SentAt = stored.ReadAt > readAt ? stored.SentAt.AddTicks(-1) : readAt };
        if (account.ChangeBy(snapshot, row.ExternalId, row.State) is not { } change)
            return new(snapshot, row.State.DeletedAt is null ? ComparisonOutcome.NotOwner : ComparisonOutcome.Deleted, row, row.State);
        var joined = UserMerge.Join(row.State, row.State.InThisLife(change, snapshot.MadeAt));
        return new(snapshot, OutcomeOf(row, joined), row, joined);
    }

    /// <summary>
    /// Whether the stored user has a change of its directory that was read from the directory, and that no event has brought since.
    /// </summary>
    /// <param name="updatedAt">The time of the change.</param>
    public async Task<bool> CameByReadingOnly(string externalId, DateTimeOffset updatedAt)
    {
        var row = await ReadRow(externalId).ConfigureAwait(false);
        return row.State.Snapshot is { ReadAt: not null } snapshot && snapshot.UpdatedAt == updatedAt;
    }

    /// <summary>Whether the user was deleted here.</summary>
    public async Task<bool> IsDeleted(string externalId) => (await ReadRow(externalId).ConfigureAwait(false)).State.DeletedAt is not null;

    private static ComparisonOutcome OutcomeOf(StoredUser row, UserState joined) =>
        joined.DeletedAt is not null ? ComparisonOutcome.Deleted
        : row.User is null ? (joined.Snapshot is null ? ComparisonOutcome.Unchanged : ComparisonOutcome.Created)
        : Untimed(joined) == Untimed(row.State) ? ComparisonOutcome.Unchanged
        : ComparisonOutcome.Updated;

    // The same content, read later, is no change. Else every run would write every row.
    private static UserState Untimed(UserState state) => state with
    {
        Snapshot = state.Snapshot is { } snapshot ? snapshot with { SentAt = default, ReadAt = null } : null,
        // A row of an older version has none.
        BeganAt = null,
        Bans = state.Bans is { } bans ? ValueList<DirectoryBan>.Of(bans.Items.Select(ban => ban with { SentAt = default })) : null,
    };

    /// <summary>The row of the account's own user, else that of the user it is linked to.</summary>
    private async Task<StoredUser> FindRow(string externalId, ProviderAccount account)
    {
        var own = await ReadRow(externalId).ConfigureAwait(false);
        if (own.Revision > 0)
            return own;
        foreach (var token in (account.Others ?? []).Prepend(account.TokenIdentifier))
        {
            if (await _store.FindHolder(token).ConfigureAwait(false) is { } holder)
                return await ReadRow(holder).ConfigureAwait(false);
        }
        return own;
    }

    private async Task<StoredUser> ReadRow(string externalId) =>
        _local.FindStored(externalId)?.ReadStored() ?? await _store.Read(externalId).ConfigureAwait(false);
}
