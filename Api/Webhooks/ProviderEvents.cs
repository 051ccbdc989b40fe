using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>Applies providers' events to users.</summary>
internal sealed class ProviderEvents(ProviderSet providers, Users users, TimeProvider clock)
{
    public async Task<WebhookResult> Apply(Provider provider, ProviderEvent received)
    {
        if (received.ReasonToIgnore(provider) is { } reason)
            return new(WebhookOutcome.Ignored, Reason: reason);
        if (providers.ExternalIdOf(provider, received.Data.Id) is not { } externalId)
            return new(WebhookOutcome.Unreadable);
        if (received.TimeAhead(clock.GetUtcNow()) is not null)
            return new(WebhookOutcome.Ahead, externalId);

        var outcome = received.IsDeletion
            ? await Delete(provider, received.Data.Id!, received.Deletion(clock.GetUtcNow()))
            : await users.Apply(externalId, received.Snapshot(provider), isNew: received.IsCreation);
        return outcome switch
        {
            UpsertOutcome.Applied => new(WebhookOutcome.Applied, externalId),
            UpsertOutcome.NotOwner => new(WebhookOutcome.Ignored, externalId, "issuer"),
            _ => new(WebhookOutcome.Unchanged, externalId),
        };
    }

    /// <summary>Deletes the account of a subject that the provider does not have any more.</summary>
    public Task<UpsertOutcome> Delete(Provider provider, string subject, UserDeletion deletion) => users.DeleteAccount(
        ExternalId.Of(provider.Name, subject),
        provider.Name,
        provider.TokenIdentifiersOf(subject),
        deletion,
        canSignIn: tokenIdentifier => providers.ExternalIdOf(tokenIdentifier) is not null);
}
