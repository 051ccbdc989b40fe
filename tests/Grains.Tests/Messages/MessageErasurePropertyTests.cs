using System.Collections.Concurrent;
using CsCheck;

namespace OrleansUsers.Grains.Tests;

/// <summary>A failing sample prints its seed; run it again with the environment variable CsCheck_Seed.</summary>
public class MessageErasurePropertyTests(UsersCluster cluster)
{
    /// <summary>How far a message gets at once: let in, in the channel's log, in both logs.</summary>
    private enum Kind { Enter, Post, Send, Erase }

    /// <summary>What is done by which author in which channel, and whether before what is under way has ended.</summary>
    private static readonly Gen<(Kind Kind, int Author, int Channel, bool IsConcurrent)[]> Steps = Gen.Select(
        Gen.Frequency(
            (2, Gen.Const(Kind.Enter)), (2, Gen.Const(Kind.Post)), (9, Gen.Const(Kind.Send)), (2, Gen.Const(Kind.Erase))),
        Gen.Int[0, 2],
        Gen.Int[0, 1],
        Gen.Frequency((3, Gen.Const(true)), (1, Gen.Const(false)))).Array[10, 60];

    [Fact]
    public Task In_any_order_no_body_of_before_an_erasure_is_left_and_every_other_is() => Steps.SampleAsync(async steps =>
    {
        var mark = $"{Guid.NewGuid():N}";
        var authors = Enumerable.Range(0, 3).Select(n => new ErasedAuthor(cluster, $"author {n} {mark}")).ToArray();
        var (sent, underWay, onTheirWay) = (new List<Sent>(), new List<Task>(), new ConcurrentBag<NewMessage>());
        foreach (var (kind, author, channel, isConcurrent) in steps)
        {
            if (!isConcurrent)
                await Task.WhenAll(underWay);
            underWay.Add(kind == Kind.Erase ? authors[author].Erase() : Run(kind, authors[author], $"channel {channel} {mark}"));
        }
        await Task.WhenAll(underWay);
        foreach (var late in onTheirWay)
            await cluster.Grains.GetAuthorLog(late.UserId).Add(await cluster.Grains.GetChannelLog(late.Channel).Post(late));

        var inChannels = new List<Message>();
        for (var channel = 0; channel < 2; channel++)
            inChannels.AddRange(await cluster.Grains.GetChannelLog($"channel {channel} {mark}").ReadAll().ToArrayAsync());
        foreach (var one in sent.Where(one => one.IsErased))
            Assert.Equal(0, ErasedAuthor.RowsWith(cluster, one.Body[..32]));
        foreach (var one in sent.Where(one => !one.IsErased && one.Accepted))
            Assert.Single(inChannels, message => message.Body == one.Body);
        Assert.All(sent.Where(one => !one.IsErased), one => Assert.True(one.Accepted));
        Assert.Equal(sent.Count(one => one.Accepted), inChannels.Count);

        async Task Run(Kind kind, ErasedAuthor author, string channel)
        {
            // Three of them fill a page.
            var one = new Sent(author, author.Version, $"{Guid.NewGuid():N} {new string('x', 4_000)}");
            sent.Add(one);
            if (await author.Enter(channel, one.Body) is not { } entered)
                return;
            one.Accepted = true;
            if (kind == Kind.Enter)
            {
                onTheirWay.Add(entered);
                return;
            }
            var posted = await author.Post(entered);
            if (kind == Kind.Send)
                await author.Log.Add(posted);
        }
    }, iter: 25, threads: 1);

    private sealed class Sent(ErasedAuthor author, long version, string body)
    {
        public string Body => body;

        public bool Accepted { get; set; }

        /// <summary>Each erasure makes the author's version grow.</summary>
        public bool IsErased => author.Version > version;
    }
}
