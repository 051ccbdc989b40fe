using System.Collections.Immutable;

namespace OrleansUsers.Grains;

/// <summary>A bounded stretch of a log.</summary>
[GenerateSerializer, Immutable, Alias("MessagePage")]
internal sealed record MessagePage
{
    private const int FullAtMessages = 50;

    // The message that reaches it is still taken: a page is never empty, and holds under 20,000 characters.
    private const int FullAtCharacters = 12_000;

    [Id(0)] public ImmutableArray<Message> Messages { get; init; } = [];

    /// <summary>Depends on nothing but the page, so that a page once full takes nothing ever after.</summary>
    public bool HasRoom() => Messages.Length < FullAtMessages && Messages.Sum(message => message.Body.Length) < FullAtCharacters;

    /// <summary>The page with as many of the messages as it has room for, from the first.</summary>
    public MessagePage Fill(IEnumerable<Message> arriving)
    {
        var page = this;
        foreach (var message in arriving)
        {
            if (!page.HasRoom())
                break;
            page = new MessagePage { Messages = page.Messages.Add(message) };
        }
        return page;
    }
}
