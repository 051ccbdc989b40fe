using Microsoft.Data.Sqlite;

namespace OrleansUsers.Grains.Tests;

public class MessageLogTests(UsersCluster cluster)
{
    private readonly string _channel = $"channel {Guid.NewGuid():N}";

    private IMessageLogGrain Log => cluster.Grains.GetChannelLog(_channel);

    private string Key => Log.GetPrimaryKeyString();

    [Fact]
    public async Task A_message_gets_an_id_and_the_time_in_milliseconds()
    {
        var before = TimeProvider.System.GetUtcNow().AddMilliseconds(-1);
        var posted = await Post("hello");

        Assert.Equal((_channel, "hello", "user_1"), (posted.Channel, posted.Body, posted.UserId));
        Assert.Matches("^[0-9a-f]{32}$", posted.Id);
        Assert.InRange(posted.CreatedAt, before, TimeProvider.System.GetUtcNow());
        Assert.Equal(0, posted.CreatedAt.Ticks % TimeSpan.TicksPerMillisecond);
        Assert.Equal(posted, Assert.Single(await Log.All()));
    }

    [Fact]
    public async Task Messages_are_read_in_the_order_they_were_appended_over_many_pages()
    {
        var posted = new List<Message>();
        for (var n = 0; n < 130; n++)
            posted.Add(await Post($"{n}"));

        Assert.Equal(posted, await Log.All(limit: 7));
        Assert.Equal(posted, await Log.All(limit: 100));
        Assert.Equal(posted.Select(message => message.CreatedAt).Order(), posted.Select(message => message.CreatedAt));
        Assert.Equal(130, posted.DistinctBy(message => message.Id).Count());
    }

    [Theory, InlineData(49), InlineData(50), InlineData(51), InlineData(100), InlineData(101)]
    public async Task No_older_page_is_promised_where_there_is_none(int messages)
    {
        await Task.WhenAll(Enumerable.Range(0, messages).Select(n => Post($"{n}")));

        var pages = await Log.Pages(limit: 50).Select(page => page.Count).ToArrayAsync();
        Assert.Equal(messages, pages.Sum());
        Assert.All(pages, count => Assert.InRange(count, 1, 50));
        Assert.Equal((messages + 49) / 50, pages.Length);
    }

    [Fact]
    public async Task A_log_outlives_its_activations()
    {
        await Task.WhenAll(Enumerable.Range(0, 120).Select(n => Post($"{n}")));
        var before = await Log.All();
        await cluster.Deactivate(Log);
        await cluster.Deactivate(cluster.Grains.GetGrain<IMessagePageGrain>($"{Key}.0"));

        Assert.Equal(before, await Log.All());
        Message[] after = [.. before, await Post("next")];
        Assert.Equal(after, await Log.All());
    }

    [Fact]
    public async Task A_clock_that_is_set_back_does_not_turn_time_back()
    {
        var future = TimeProvider.System.GetUtcNow().AddDays(1);
        await Log.Add(new Message { Id = "1", Channel = _channel, Body = "from tomorrow", UserId = "user_1", CreatedAt = future });
        await cluster.Deactivate(Log);

        Assert.InRange((await Post("today")).CreatedAt, future, future);
    }

    [Fact]
    public async Task Reading_a_log_without_messages_finds_nothing_and_writes_nothing()
    {
        Assert.Empty(await Log.All());
        Assert.False(cluster.Faults.Writes.ContainsKey(Key));
    }

    [Fact]
    public async Task A_position_beyond_the_end_is_the_end()
    {
        await Post("only");
        foreach (var place in new MessagePosition[] { new(0, 2), new(0, int.MaxValue), new(1, 0), new(int.MaxValue, int.MaxValue) })
            Assert.Equal("only", Assert.Single((await Log.Read(new MessageRange { Limit = 1, Before = place })).Messages).Body);
    }

    [Fact]
    public async Task However_long_a_log_is_its_rows_stay_small()
    {
        string[] bodies = ["short", new('x', 240), new('x', 4_000), string.Concat(Enumerable.Repeat("👩", 4_000))];
        foreach (var body in bodies)
            await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Post(body)));

        Assert.Equal(800, (await Log.All()).Length);
        Assert.InRange(LargestRow(), 1, 100_000);
    }

    private Task<Message> Post(string body) => Log.Post(new NewMessage { Channel = _channel, Body = body, UserId = "user_1" });

    private long LargestRow()
    {
        using var connection = cluster.File.Open();
        using var command = new SqliteCommand(
            "select max(length(PayloadBinary)) from OrleansStorage where GrainIdExtensionString like $key || '%'", connection);
        command.Parameters.AddWithValue("$key", Key);
        return (long)command.ExecuteScalar()!;
    }
}
