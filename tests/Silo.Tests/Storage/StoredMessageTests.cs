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
    public void The_newest_format_is_written_as_it_is_on_file()
    {
        Assert.Equal(Text("v1-message-page.json"), Serializer.Serialize(Load<MessagePage>("v1-message-page.json")).ToString());
        Assert.Equal(Text("v1-message-log.json"), Serializer.Serialize(Load<MessageLogState>("v1-message-log.json")).ToString());
    }

    private static T Load<T>(string row) => Serializer.Deserialize<T>(new BinaryData(Text(row)));

    private static string Text(string row) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Storage", "rows", row)).TrimEnd();
}
