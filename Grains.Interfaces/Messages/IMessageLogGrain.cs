namespace OrleansUsers;

/// <summary>A log of messages: a channel's, or one author's over all channels. Get it with <see cref="MessageLogs"/>.</summary>
/// <remarks>
/// What is in a log keeps its place for good. An append answers once it is durable, and costs the same however long the log is.
/// Every method throws when the store fails or does not answer; the outcome of an append is then unknown, and repeating it may add the
/// message twice.
/// </remarks>
[GrainInterfaceType("message-log"), Alias("IMessageLogGrain")]
public interface IMessageLogGrain : IGrainWithStringKey
{
    /// <summary>Appends a message and gives it its id and time.</summary>
    [Alias("Post")]
    Task<Message> Post(NewMessage message);

    /// <summary>Appends a message that has its id and time from another log.</summary>
    [Alias("Add")]
    Task Add(Message message);

    /// <summary>Messages that are durable. Never waits for a write under way; a log that nobody wrote to is empty and stays so.</summary>
    [Alias("Read")]
    Task<MessageSlice> Read(MessageRange range);
}
