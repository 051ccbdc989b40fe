using Orleans.Placement;

namespace OrleansUsers.Grains;

/// <summary>
/// Stores one full page. It is activated in the silo of its log's grain and deactivated soon, because older pages are seldom read.
/// </summary>
[GrainType("message-page"), PreferLocalPlacement, CollectionAgeLimit(Minutes = 2)]
internal sealed class MessagePageGrain([PersistentState("message-page")] IPersistentState<MessagePage> stored) : Grain, IMessagePageGrain
{
    private bool _isRead;

    public Task<MessagePage> Get()
    {
        _isRead = true;
        return Task.FromResult(stored.State);
    }

    public Task Put(MessagePage page) => Write(stored.State.Join(page));

    public async Task Erase(MessageErasure erasure)
    {
        await Write(stored.State.Erase(erasure));
        // An erasure looks at every page of a channel. They must not fill the memory.
        if (!_isRead)
            DeactivateOnIdle();
    }

    private async Task Write(MessagePage page)
    {
        if (ReferenceEquals(page, stored.State))
            return;
        try
        {
            stored.State = page;
            await stored.WriteStateAsync();
        }
        catch
        {
            // It is unknown what the row holds. A new activation reads it.
            stored.State = new MessagePage();
            DeactivateOnIdle();
            throw;
        }
    }
}
