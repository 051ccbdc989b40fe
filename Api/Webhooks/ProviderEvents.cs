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
            ? await Delete(externalId, provider, received)
            : await users.Apply(externalId, received.Data.Snapshot(provider, received.SentAt), isNew: received.Type == "user.created");
        return outcome switch
        {
            UpsertOutcome.Applied => new(WebhookOutcome.Applied, externalId),
            UpsertOutcome.NotOwner => new(WebhookOutcome.Ignored, externalId, "issuer"),
            _ => new(WebhookOutcome.Unchanged, externalId),
        };
    }

    private Task<UpsertOutcome> Delete(string externalId, Provider provider, ProviderEvent received) => users.DeleteAccount(
        externalId,
        provider.Name,
        provider.TokenIdentifiersOf(received.Data.Id!),
        received.SentAt ?? clock.GetUtcNow(),
        canSignIn: tokenIdentifier => providers.ExternalIdOf(tokenIdentifier) is not null);
}
