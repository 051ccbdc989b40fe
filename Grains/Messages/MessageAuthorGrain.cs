namespace OrleansUsers.Grains;

/// <summary>Stores what is known of one author. Its calls are short: it reads and writes no messages.</summary>
[GrainType("message-author")]
internal sealed class MessageAuthorGrain(
    [PersistentState("message-author")] IPersistentState<MessageAuthorState> stored, TimeProvider clock) : Grain, IMessageAuthorGrain
{
    private MessageAuthorState State => stored.State;

    public async Task<DateTimeOffset?> Enter(MessageEntry entry)
    {
        if (State.IsErasedAt(entry.AuthorVersion))
            return null;
        if (!State.Has(entry.Channel))
            await Write(State.With(entry.Channel));
        return clock.GetUtcNow();
    }

    public Task<string[]> GetChannels() => Task.FromResult<string[]>([.. State.Channels?.Items ?? []]);

    public async Task<string[]> Erase(long version)
    {
        if (!State.IsErasedAt(version))
            await Write(State with { ErasedVersion = version });
        return await GetChannels();
    }

    private async Task Write(MessageAuthorState next)
    {
        var before = stored.State;
        stored.State = next;
        try
        {
            await stored.WriteStateAsync();
        }
        catch (Exception fault)
        {
            stored.State = before;
            // Otherwise it is unknown what the row holds. A new activation reads it.
            if (!fault.IsStoreOverload())
                DeactivateOnIdle();
            throw;
        }
    }
}
