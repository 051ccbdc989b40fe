using OrleansUsers.Grains;

namespace OrleansUsers.Silo.Tests;

/// <summary>
/// Logs and pages that earlier builds wrote, in <c>rows/</c>, must always load. A change of the format adds files and changes none.
/// </summary>
public class StoredMessageTests
{
    private static readonly GrainStateSerializer Serializer = new();

    [Fact]
    public void A_page_of_the_first_format_loads()
    {
        var messages = Load<MessagePage>("v1-message-page.json").Messages;

        Assert.Equal(["Hello, Zoë!", "<b>\0</b>"], messages.Select(message => message.Body));
        Assert.Equal(
            ("0199c8a7b2c07a53bd1b8a5a6f2d3c41", "general", "user_1", new DateTimeOffset(2025, 10, 9, 9, 1, 40, 50, TimeSpan.Zero)),
            (messages[0].Id, messages[0].Channel, messages[0].UserId, messages[0].CreatedAt));
    }

    [Fact]
    public void A_log_of_the_first_format_loads()
    {
        var log = Load<MessageLogState>("v1-message-log.json");

        Assert.Equal((3, "Hello, Zoë!"), (log.FullPages, Assert.Single(log.LastPage.Messages).Body));
    }

    [Fact]
    public void A_log_of_the_second_format_loads_with_its_erasures()
    {
        var log = Load<MessageLogState>("v2-message-log.json");

        Assert.Equal([("", (long?)7, null), ("Hello, Zoë!", 3, "support_1")],
            log.LastPage.Messages.Select(message => (message.Body, message.AuthorVersion, message.Actor)));
        var erasure = Assert.Single(log.Erasures!.Items);
        Assert.Equal(
            ("user_2", 7, new DateTimeOffset(2026, 11, 28, 0, 10, 0, TimeSpan.Zero)),
            (erasure.UserId, erasure.Version, erasure.KeptUntil));
    }

    [Fact]
    public void An_author_of_messages_loads()
    {
        var author = Load<MessageAuthorState>("v1-message-author.json");

        Assert.True(author.Has("general") && author.Has("Zoë's") && author.IsErasedAt(7) && !author.IsErasedAt(8));
    }

    [Fact]
    public void The_erasures_under_way_load() =>
        Assert.Equal(
            [new MessageErasure { UserId = "user_2", Version = 7 }], Load<MessageErasuresState>("v1-message-erasures.json").Items);

    [Fact]
    public void The_newest_format_is_written_as_it_is_on_file()
    {
        AssertKept<MessagePage>("v1-message-page.json");
        AssertKept<MessageLogState>("v1-message-log.json");
        AssertKept<MessageLogState>("v2-message-log.json");
        AssertKept<MessageAuthorState>("v1-message-author.json");
        AssertKept<MessageErasuresState>("v1-message-erasures.json");
    }

    private static void AssertKept<T>(string row) => Assert.Equal(Text(row), Serializer.Serialize(Load<T>(row)).ToString());

    private static T Load<T>(string row) => Serializer.Deserialize<T>(new BinaryData(Text(row)));

    private static string Text(string row) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Storage", "rows", row)).TrimEnd();
}
