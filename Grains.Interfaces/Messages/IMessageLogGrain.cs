namespace OrleansUsers;

/// <summary>A log of messages: of one channel, or of one author over all channels. Get it with <see cref="MessageLogs"/>.</summary>
/// <remarks>
/// A message keeps its position for good, also when its body is blanked. An append answers once it is durable; its cost does not grow with
/// the log. Every method throws when the store fails or does not answer. The outcome of an append is then unknown, and repeating it may add
/// the message twice.
/// </remarks>
[GrainInterfaceType("message-log"), Alias("IMessageLogGrain")]
public interface IMessageLogGrain : IGrainWithStringKey
{
    /// <summary>Appends a message and gives it its id and time.</summary>
    [Alias("Post")]
    Task<Message> Post(NewMessage message);

    /// <summary>Appends a message that already has its id and time from another log.</summary>
    [Alias("Add")]
    Task Add(Message message);

    /// <summary>Reads durable messages. Never waits for a write under way, and stores nothing for a log without messages.</summary>
    [Alias("Read")]
    Task<MessageSlice> Read(MessageRange range);

    /// <summary>Reads whole pages, from the oldest on, for an export.</summary>
    [Alias("ReadPages")]
    Task<MessagesOfPages> ReadPages(MessagePages pages);

    /// <summary>
    /// Begins to blank messages. When it answers, no read of this log shows one of their bodies, and none that is appended later has one.
    /// Pages may still hold bodies: <see cref="ErasePages"/> blanks them.
    /// </summary>
    /// <returns>How many pages may hold some, from page 0 on.</returns>
    [Alias("Erase")]
    Task<int> Erase(MessageErasure erasure);

    /// <summary>Blanks messages on full pages.</summary>
    [Alias("ErasePages")]
    Task ErasePages(MessagePages pages, MessageErasure erasure);
}
