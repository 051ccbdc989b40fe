using CsCheck;

namespace OrleansUsers.Grains.Tests;

public class MessagePagingTests(UsersCluster cluster)
{
    /// <summary>
    /// How many messages there are at first, how many are sent while each page is read, how many a page has, and how long they are.
    /// </summary>
    private static readonly Gen<(int First, int Meanwhile, int Limit, int Length)> Reading =
        Gen.Select(Gen.Int[0, 130], Gen.Int[0, 30], Gen.Int[1, 100], Gen.OneOf<int>(1, 300, 4_000));

    [Fact]
    public Task Paging_gives_every_message_once_while_others_are_sent() => Reading.SampleAsync(async reading =>
    {
        var log = cluster.Grains.GetChannelLog($"channel {Guid.NewGuid():N}");
        await Task.WhenAll(Post(reading.First));
        var first = await log.All();

        var (sent, read) = (new List<Task<Message>>(), new List<Message>());
        await foreach (var page in log.Pages(reading.Limit))
        {
            Assert.InRange(page.Count, 0, reading.Limit);
            read.InsertRange(0, page);
            sent.AddRange(Post(reading.Meanwhile));
        }
        await Task.WhenAll(sent);

        Assert.Equal(first, read);
        var all = await log.All();
        Assert.Equal(first, all.Take(first.Length));
        Assert.Equal(
            sent.Select(message => message.Result.Id).ToHashSet(),
            all.Skip(first.Length).Select(message => message.Id).ToHashSet());
        Assert.Equal(first.Length + sent.Count, all.Length);
        Assert.Equal(all.Select(message => message.CreatedAt).Order(), all.Select(message => message.CreatedAt));

        IEnumerable<Task<Message>> Post(int count) => Enumerable.Range(0, count)
            .Select(_ => log.Post(new NewMessage { Channel = "any", Body = new string('x', reading.Length), UserId = "user_1" }))
            .ToArray();
    }, iter: 30, threads: 2);
}
