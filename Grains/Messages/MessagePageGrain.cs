using Orleans.Placement;

namespace OrleansUsers.Grains;

/// <summary>
/// Stores one full page. It is activated in the silo of its log's grain and deactivated soon, because older pages are seldom read.
/// </summary>
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
            // It is unknown whether the row holds the page. A new activation reads the row.
            stored.State = new MessagePage();
            DeactivateOnIdle();
            throw;
        }
    }
}
