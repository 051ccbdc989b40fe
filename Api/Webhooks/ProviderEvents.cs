using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>Applies providers' events to users, or tells what applying them would do.</summary>
internal sealed class ProviderEvents(ProviderSet providers, Users users, TimeProvider clock)
{
    public async Task<WebhookResult> Apply(Provider provider, ProviderEvent received)
    {
        if (ReasonNotToApply(provider, received, out var externalId) is { } result)
            return result;
        var outcome = received.IsDeletion
            ? await Delete(provider, received.Data.Id!, received.Deletion(clock.GetUtcNow()))
            : await users.Apply(externalId, received.Snapshot(provider), isNew: received.IsCreation);
        return ResultOf(outcome, externalId);
    }

    /// <summary>What <see cref="Apply"/> would do. Stores nothing.</summary>
    /// <returns>The result, and the user before and after it where the event is about one.</returns>
    public async Task<(WebhookResult Result, Preview? Preview)> Preview(Provider provider, ProviderEvent received)
    {
        if (ReasonNotToApply(provider, received, out var externalId) is { } result)
            return (result, null);
        var preview = received.IsDeletion
            ? await users.PreviewDeletion(
                externalId,
                provider.Name,
                provider.TokenIdentifiersOf(received.Data.Id!),
                received.Deletion(clock.GetUtcNow()),
                CanSignIn)
            : await users.PreviewOf(externalId, received.Snapshot(provider));
        return (ResultOf(preview.Outcome, preview.UserId), preview);
    }

    /// <summary>Deletes the account of a subject that the provider does not have any more.</summary>
    public Task<UpsertOutcome> Delete(Provider provider, string subject, UserDeletion deletion) => users.DeleteAccount(
        ExternalId.Of(provider.Name, subject), provider.Name, provider.TokenIdentifiersOf(subject), deletion, CanSignIn);

    private bool CanSignIn(string tokenIdentifier) => providers.ExternalIdOf(tokenIdentifier) is not null;

    private WebhookResult? ReasonNotToApply(Provider provider, ProviderEvent received, out string externalId)
    {
        externalId = providers.ExternalIdOf(provider, received.Data.Id) ?? "";
        if (received.ReasonToIgnore(provider) is { } reason)
            return new(WebhookOutcome.Ignored, Reason: reason);
        if (externalId.Length == 0)
            return new(WebhookOutcome.Unreadable);
        return received.TimeAhead(clock.GetUtcNow()) is null ? null : new(WebhookOutcome.Ahead, externalId);
    }

    private static WebhookResult ResultOf(UpsertOutcome outcome, string externalId) => outcome switch
    {
        UpsertOutcome.Applied => new(WebhookOutcome.Applied, externalId),
        UpsertOutcome.NotOwner => new(WebhookOutcome.Ignored, externalId, "issuer"),
        _ => new(WebhookOutcome.Unchanged, externalId),
    };
}
