using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>Carries out what providers' directories say of their users.</summary>
internal sealed class Directories(ProviderSet providers, IGrainFactory grains, ResidentUsers residents, Newcomers newcomers, TimeProvider clock)
{
    public async Task<EventResult> Apply(Provider provider, DirectoryEvent received)
    {
        if (received.ReasonToIgnore(provider) is { } reason)
            return new(EventOutcome.Ignored, Reason: reason);
        if (providers.ExternalIdOf(provider, received.Data.Id) is not { } externalId)
            return new(EventOutcome.Unreadable);
        if (received.TimeAhead(clock.GetUtcNow()) is not null)
            return new(EventOutcome.Ahead, externalId);

        var outcome = received.IsDeletion
            ? await Delete(externalId, provider, received)
            : await Upsert(externalId, received.Data.Snapshot(provider, received.SentAt), isNew: received.Type == "user.created");
        return new(outcome, externalId, outcome == EventOutcome.Ignored ? "issuer" : null);
    }

    private async Task<EventOutcome> Upsert(string externalId, UserSnapshot snapshot, bool isNew)
    {
        var outcome = await residents.Upsert(externalId, snapshot);
        if (outcome is null && isNew && snapshot.OtherTokenIdentifiers is null)
            outcome = await newcomers.Store(externalId, snapshot);
        if (outcome is null or UpsertOutcome.Elsewhere)
            outcome = await Reach(externalId, snapshot);
        return outcome switch
        {
            UpsertOutcome.Applied => EventOutcome.Applied,
            UpsertOutcome.Elsewhere => EventOutcome.Ignored,
            _ => EventOutcome.Unchanged,
        };
    }

    private Task<UpsertOutcome> Reach(string externalId, UserSnapshot snapshot) =>
        grains.Reach(
            externalId,
            snapshot.TokenIdentifier,
            snapshot.OtherTokenIdentifiers,
            user => user.Upsert(snapshot),
            answer => answer == UpsertOutcome.Elsewhere);

    private async Task<EventOutcome> Delete(string externalId, Provider provider, DirectoryEvent received)
    {
        var (user, at) = (grains.GetUser(externalId), received.SentAt ?? clock.GetUtcNow());
        var tokenIdentifiers = provider.TokenIdentifiersOf(received.Data.Id!);
        var known = await user.Get();
        var isOwn = known is null || (known.Provider == provider.Name && known.TokenIdentifiers.Any(tokenIdentifiers.Contains));
        if (isOwn && await user.Delete(at))
            return EventOutcome.Applied;
        return await DeleteLinked(tokenIdentifiers, at) ? EventOutcome.Applied
            : isOwn ? EventOutcome.Unchanged
            : EventOutcome.Ignored;
    }

    /// <summary>
    /// Takes token identifiers that are gone away from the user they were linked to, who goes, too, when there is no other way to sign in.
    /// </summary>
    private async Task<bool> DeleteLinked(IReadOnlyList<string> tokenIdentifiers, DateTimeOffset at)
    {
        var isChanged = false;
        foreach (var tokenIdentifier in tokenIdentifiers)
        {
            if (await grains.GetToken(tokenIdentifier).Find() is not { User: { } user })
                continue;
            var holder = grains.GetUser(user.Id);
            isChanged |= user.TokenIdentifiers.Any(other => !tokenIdentifiers.Contains(other) && providers.ExternalIdOf(other) is not null)
                ? await holder.Unlink(tokenIdentifier) == UnlinkOutcome.Unlinked
                : await holder.Delete(at);
        }
        return isChanged;
    }
}
