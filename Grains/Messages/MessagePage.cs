using System.Collections.Immutable;

namespace OrleansUsers.Grains;

/// <summary>A bounded part of a log.</summary>
[GenerateSerializer, Immutable, Alias("MessagePage")]
internal sealed record MessagePage
{
    private const int FullAtMessages = 50;

    // The message that reaches the limit is still added. So a page takes a message of any length, and holds under 20,000 characters.
    private const int FullAtCharacters = 12_000;

    [Id(0)] public ImmutableArray<Message> Messages { get; init; } = [];

    /// <summary>
    /// Whether a message can be added. Depends on the page alone, so that a full page stays full, unless messages on it are blanked.
    /// </summary>
    public bool HasRoom() => Messages.Length < FullAtMessages && Messages.Sum(message => message.Body.Length) < FullAtCharacters;

    /// <summary>The page with the first of these messages added, as many as it has room for.</summary>
    public MessagePage Fill(IEnumerable<Message> messages)
    {
        var page = this;
        foreach (var message in messages)
        {
            if (!page.HasRoom())
                break;
            page = new MessagePage { Messages = page.Messages.Add(message) };
        }
        return page;
    }

    /// <summary>The page with the messages of the erasure blanked; the same object when there is none with a body.</summary>
    public MessagePage Erase(MessageErasure erasure) => Blank((_, message) => erasure.Concerns(message));

    /// <summary>
    /// The longer of two states of this page, with each message blanked that is blank in one of them; the same object when the other adds
    /// nothing. So an activation of the log that was replaced, and does not know it yet, undoes nothing.
    /// </summary>
    public MessagePage Join(MessagePage other)
    {
        var (longer, shorter) = other.Messages.Length > Messages.Length ? (other, this) : (this, other);
        return longer.Blank((index, _) => index < shorter.Messages.Length && shorter.Messages[index].Body.Length == 0);
    }

    private MessagePage Blank(Func<int, Message, bool> isBlanked)
    {
        var messages = Messages;
        for (var index = 0; index < messages.Length; index++)
        {
            if (messages[index] is { Body.Length: > 0 } message && isBlanked(index, message))
                messages = messages.SetItem(index, message.Blank());
        }
        return messages == Messages ? this : new MessagePage { Messages = messages };
    }
}
