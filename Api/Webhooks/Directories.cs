using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>What became of an event.</summary>
internal enum EventOutcome
{
    Applied,
    Unchanged,
    Ignored,

    /// <summary>It is an event of a user, without an id that can be used; or the id is that of another provider's user.</summary>
    Unreadable,
}

/// <summary>Carries out what providers' directories say of their users.</summary>
internal sealed class Directories(ProviderSet providers, IGrainFactory grains, ResidentUsers residents, Newcomers newcomers, TimeProvider clock)
{
    public Task<EventOutcome> Apply(Provider provider, DirectoryEvent received)
    {
        if (!received.IsOfUser)
            return Task.FromResult(EventOutcome.Ignored);
        if (providers.ExternalIdOf(provider, received.Data.Id) is not { } externalId)
            return Task.FromResult(EventOutcome.Unreadable);

        return received.Type switch
        {
            "user.created" => Upsert(externalId, received.Data.Snapshot(provider, received.SentAt), isNew: true),
            "user.updated" => Upsert(externalId, received.Data.Snapshot(provider, received.SentAt), isNew: false),
            "user.deleted" => Delete(externalId, provider, received),
            _ => Task.FromResult(EventOutcome.Ignored),
        };
    }

    private async Task<EventOutcome> Upsert(string externalId, UserSnapshot snapshot, bool isNew)
    {
        var outcome = await residents.Upsert(externalId, snapshot);
        if (outcome is null && isNew)
            outcome = await newcomers.Store(externalId, snapshot);
        if (outcome is null or UpsertOutcome.Elsewhere)
            outcome = await Reach(externalId, snapshot);
        return outcome switch
        {
            UpsertOutcome.Applied => EventOutcome.Applied,
            UpsertOutcome.Elsewhere => EventOutcome.Unreadable,
            _ => EventOutcome.Unchanged,
        };
    }

    private Task<UpsertOutcome> Reach(string externalId, UserSnapshot snapshot) =>
        grains.Reach(
            externalId, snapshot.TokenIdentifier, snapshot.OtherTokenIdentifiers, user => user.Upsert(snapshot), answer => answer == UpsertOutcome.Elsewhere);

    private async Task<EventOutcome> Delete(string externalId, Provider provider, DirectoryEvent received)
    {
        var (user, at) = (grains.GetUser(externalId), received.SentAt ?? clock.GetUtcNow());
        if (await user.Get() is { } known && known.Provider != provider.Name)
            return EventOutcome.Unreadable;
        return await user.Delete(at) || await DeleteLinked(TokenIdentifier.Of(provider.Issuer, received.Data.Id!), at)
            ? EventOutcome.Applied
            : EventOutcome.Unchanged;
    }

    /// <summary>Takes a sign-in that is gone away from the user it was linked to, who goes, too, when there is no other way to sign in.</summary>
    private async Task<bool> DeleteLinked(string tokenIdentifier, DateTimeOffset at)
    {
        if (await grains.GetToken(tokenIdentifier).Find() is not { User: { } user })
            return false;

        var holder = grains.GetUser(user.Id);
        return user.TokenIdentifiers.Any(other => other != tokenIdentifier && providers.ExternalIdOf(other) is not null)
            ? await holder.Unlink(tokenIdentifier) == UnlinkOutcome.Unlinked
            : await holder.Delete(at);
    }
}
