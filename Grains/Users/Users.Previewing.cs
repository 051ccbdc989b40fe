namespace OrleansUsers.Grains;

/// <summary>What an event would do.</summary>
/// <param name="UserId">The external id of the user that it would change.</param>
/// <param name="Outcome">What applying it would answer.</param>
/// <param name="Before">The user as stored; null when it is not stored, or deleted.</param>
/// <param name="After">The user as it would be stored.</param>
public sealed record Preview(string UserId, UpsertOutcome Outcome, User? Before, User? After);

/// <content>Tells what events would do, without storing them.</content>
public sealed partial class Users
{
    /// <summary>What applying a snapshot would do. Stores nothing and loads no grain.</summary>
    public async Task<Preview> PreviewOf(string externalId, UserSnapshot snapshot)
    {
        var account = ProviderAccount.Of(snapshot);
        var row = await FindRow(externalId, account).ConfigureAwait(false);
        return account.ChangeBy(snapshot, row.ExternalId, row.State) is { } change
            ? PreviewOf(row, row.State.InThisLife(change, snapshot.MadeAt))
            : new Preview(row.ExternalId, UpsertOutcome.NotOwner, row.User, row.User);
    }

    /// <summary>What <see cref="DeleteAccount"/> would do. Stores nothing and loads no grain.</summary>
    public async Task<Preview> PreviewDeletion(
        string externalId, string provider, IReadOnlyList<string> tokenIdentifiers, UserDeletion deletion, Func<string, bool> canSignIn)
    {
        var own = await ReadRow(externalId).ConfigureAwait(false);
        var isOwn = IsOwn(own.User, provider, tokenIdentifiers);
        var preview = PreviewOf(own, isOwn ? own.State.Deleting(deletion) : new UserState());
        if (preview.Before is not null && preview.After is null)
            return preview;
        foreach (var token in tokenIdentifiers)
        {
            if (await _store.FindHolder(token).ConfigureAwait(false) is not { } id || id == externalId)
                continue;
            var holder = await ReadRow(id).ConfigureAwait(false);
            var unusable = holder.TokenIdentifiers.Where(other => !canSignIn(other)).ToArray();
            var removal = new AccountRemoval(tokenIdentifiers, unusable, deletion.At, deletion.IsUntimed);
            return PreviewOf(holder, holder.State.Removing(removal));
        }
        return isOwn ? preview : preview with { Outcome = UpsertOutcome.NotOwner };
    }

    private static Preview PreviewOf(StoredUser row, UserState change)
    {
        var joined = UserMerge.Join(row.State, change);
        return joined == row.State
            ? new Preview(row.ExternalId, UpsertOutcome.Unchanged, row.User, row.User)
            : new Preview(row.ExternalId, UpsertOutcome.Applied, row.User, row.Next(joined).User);
    }
}
