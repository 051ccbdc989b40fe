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
            ? await Delete(provider, received.Data.Id!, received.SentAt ?? clock.GetUtcNow())
            : await users.Apply(externalId, received.Data.Snapshot(provider, received.SentAt), isNew: received.Type == "user.created");
        return outcome switch
        {
            UpsertOutcome.Applied => new(WebhookOutcome.Applied, externalId),
            UpsertOutcome.NotOwner => new(WebhookOutcome.Ignored, externalId, "issuer"),
            _ => new(WebhookOutcome.Unchanged, externalId),
        };
    }

    /// <summary>Deletes the account of a subject that the provider does not have any more.</summary>
    /// <param name="at">When the provider deleted it, or said that it does not exist.</param>
    public Task<UpsertOutcome> Delete(Provider provider, string subject, DateTimeOffset at) => users.DeleteAccount(
        ExternalId.Of(provider.Name, subject),
        provider.Name,
        provider.TokenIdentifiersOf(subject),
        at,
        canSignIn: tokenIdentifier => providers.ExternalIdOf(tokenIdentifier) is not null);
}
