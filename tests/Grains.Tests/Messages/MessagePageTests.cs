namespace OrleansUsers.Grains.Tests;

public class MessagePageTests
{
    [Theory]
    [InlineData(1, 50)]
    [InlineData(240, 50)]
    [InlineData(4_000, 3)]
    [InlineData(8_000, 2)]
    public void A_page_holds_fifty_messages_or_twelve_thousand_characters_and_the_message_that_reaches_them(int length, int messages)
    {
        var page = new MessagePage().Fill(Enumerable.Repeat(Message(length), 60));

        Assert.Equal(messages, page.Messages.Length);
        Assert.False(page.HasRoom());
    }

    [Fact]
    public void A_full_page_takes_nothing_however_small()
    {
        var page = new MessagePage().Fill(Enumerable.Repeat(Message(4_000), 3));

        Assert.Equal(3, page.Fill([Message(1)]).Messages.Length);
    }

    [Fact]
    public void A_page_is_filled_in_order()
    {
        var page = new MessagePage().Fill([Message(1)]).Fill([Message(2), Message(3)]);

        Assert.Equal([1, 2, 3], page.Messages.Select(message => message.Body.Length));
        Assert.True(page.HasRoom());
    }

    private static Message Message(int length) =>
        new() { Id = "1", Channel = "general", Body = new string('x', length), UserId = "user_1", CreatedAt = DateTimeOffset.UnixEpoch };
}
