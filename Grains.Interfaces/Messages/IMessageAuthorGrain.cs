namespace OrleansUsers;

/// <summary>
/// What is known of an author of messages: the channels with messages of the author, and whether the author was erased. Get it with
/// <see cref="MessageLogs.GetMessageAuthor"/>.
/// </summary>
/// <remarks>Every method throws when the store fails or does not answer. Repeating a call is safe.</remarks>
[GrainInterfaceType("message-author"), Alias("IMessageAuthorGrain")]
public interface IMessageAuthorGrain : IGrainWithStringKey
{
    /// <summary>
    /// Must be called before a message is posted to a channel. Stores the channel if it is the author's first message there.
    /// </summary>
    /// <returns>The time of this check (<see cref="NewMessage.CheckedAt"/>); null when the author was erased at this version.</returns>
    [Alias("Enter")]
    Task<DateTimeOffset?> Enter(MessageEntry entry);

    /// <summary>Every channel that may have a message of the author, except those of builds that did not store channels.</summary>
    [Alias("GetChannels")]
    Task<string[]> GetChannels();

    /// <summary>Refuses further messages of the author up to this version. Blanks nothing.</summary>
    /// <returns>The same as <see cref="GetChannels"/>.</returns>
    [Alias("Erase")]
    Task<string[]> Erase(long version);
}

/// <summary>An author's wish to post to a channel.</summary>
/// <param name="AuthorVersion">The author's version when the author was checked.</param>
[GenerateSerializer, Immutable, Alias("MessageEntry")]
public sealed record MessageEntry([property: Id(0)] string Channel, [property: Id(1)] long AuthorVersion)
{
    /// <summary>Names no channel, because Orleans writes the arguments of grain calls into its log.</summary>
    public override string ToString() => $"MessageEntry {AuthorVersion}";
}
