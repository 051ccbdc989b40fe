using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace OrleansUsers.Web.Tests;

/// <summary>The messages, as a person reads and writes them.</summary>
internal sealed class MessagesPanel(ILocator region)
{
    public ILocator Region => region;

    public ILocator Box => region.GetByLabel("Message", new() { Exact = true });

    public ILocator Items => region.GetByRole(AriaRole.Listitem);

    /// <summary>The message of this text.</summary>
    public ILocator Message(string text) => Items.Filter(new() { HasText = text });

    public ILocator Button(string name) => region.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public async Task WriteAsync(string text)
    {
        await Box.FillAsync(text);
        await Button("Send").ClickAsync();
    }

    /// <summary>Waits until the message is there once, by this author.</summary>
    public async Task ShowsAsync(string text, string author)
    {
        await Assertions.Expect(Message(text)).ToHaveCountAsync(1);
        await Assertions.Expect(Message(text)).ToContainTextAsync(author);
    }

    /// <summary>Waits until the page says why it could not send.</summary>
    public Task RefusesAsync(string why) => Assertions.Expect(Box).ToHaveAccessibleDescriptionAsync(new Regex(Regex.Escape(why)));
}
