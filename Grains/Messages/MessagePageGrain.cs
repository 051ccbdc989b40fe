using Orleans.Placement;

namespace OrleansUsers.Grains;

/// <summary>Keeps one full page, beside the grain of its log, and not for long: older pages are seldom read.</summary>
[GrainType("message-page"), PreferLocalPlacement, CollectionAgeLimit(Minutes = 2)]
internal sealed class MessagePageGrain([PersistentState("message-page")] IPersistentState<MessagePage> stored) : Grain, IMessagePageGrain
{
    public Task<MessagePage> Get() => Task.FromResult(stored.State);

    public async Task Put(MessagePage page)
    {
        if (stored.RecordExists)
            return;

        try
        {
            stored.State = page;
            await stored.WriteStateAsync();
        }
        catch
        {
            // The row may hold the page or not. Only a fresh activation, which reads it, can tell.
            stored.State = new MessagePage();
            DeactivateOnIdle();
            throw;
        }
    }
}
