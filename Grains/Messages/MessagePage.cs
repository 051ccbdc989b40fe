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

    /// <summary>Whether a message can be added. Depends on the page alone, so that a full page stays full.</summary>
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
}
