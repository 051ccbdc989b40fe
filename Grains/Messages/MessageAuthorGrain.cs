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

    private Task Write(MessageAuthorState next) => stored.Replace(next, DeactivateOnIdle);
}
