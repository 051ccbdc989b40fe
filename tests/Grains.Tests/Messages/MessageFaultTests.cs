namespace OrleansUsers.Grains.Tests;

public class MessageFaultTests(UsersCluster cluster)
{
    private readonly string _channel = $"channel {Guid.NewGuid():N}";

    private IMessageLogGrain Log => cluster.Grains.GetChannelLog(_channel);

    private string Key => Log.GetPrimaryKeyString();

    [Fact]
    public async Task A_read_during_a_write_answers_what_is_durable()
    {
        await Post("first");
        var gate = cluster.Faults.Hold[Key] = new Gate();
        var write = Post("second");
        await gate.Arrived;

        var during = await Log.Newest();
        gate.Open();
        await write;

        Assert.Equal(["first"], during);
        Assert.Equal(["first", "second"], await Log.Newest());
    }

    [Fact]
    public async Task Messages_that_arrive_during_a_write_are_written_together_by_the_next()
    {
        var gate = cluster.Faults.Hold[Key] = new Gate();
        var writes = Enumerable.Range(0, 1000).Select(n => Post($"{n}")).ToArray();
        await gate.Arrived;
        gate.Open();
        await Task.WhenAll(writes);

        Assert.Equal(1000, (await Log.All()).Length);
        Assert.InRange(cluster.Faults.Writes[Key], 20, 200);
    }

    [Fact]
    public async Task A_write_that_failed_is_never_served()
    {
        await Post("kept");
        cluster.Faults.FailBeforeCommit[Key] = true;
        var failed = Enumerable.Range(0, 10).Select(n => Assert.ThrowsAnyAsync<Exception>(() => Post($"lost {n}"))).ToArray();
        await Task.WhenAll(failed);
        Assert.Equal(["kept"], await Log.Newest());

        cluster.Faults.FailBeforeCommit.Remove(Key, out _);
        await Post("next");
        Assert.Equal(["kept", "next"], await Log.Newest());
    }

    [Fact]
    public async Task A_write_whose_answer_was_lost_is_found()
    {
        cluster.Faults.FailAfterCommit[Key] = true;
        await Assert.ThrowsAnyAsync<Exception>(() => Post("there after all"));
        cluster.Faults.FailAfterCommit.Remove(Key, out _);

        Assert.Equal(["there after all"], await Log.Newest());
        await Post("next");
        Assert.Equal(["there after all", "next"], await Log.Newest());
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_full_page_that_is_not_stored_stops_the_log_until_it_is(bool committed)
    {
        await Task.WhenAll(Enumerable.Range(0, 50).Select(n => Post($"{n}")));
        var before = await Log.All();
        var failing = committed ? cluster.Faults.FailAfterCommit : cluster.Faults.FailBeforeCommit;
        failing[$"{Key}.0"] = true;
        await Assert.ThrowsAnyAsync<Exception>(() => Post("too early"));
        Assert.Equal(before, await Log.All());

        failing.Remove($"{Key}.0", out _);
        Message[] after = [.. before, await Post("next")];
        Assert.Equal(after, await Log.All(limit: 3));
        Assert.Equal(committed ? 1 : 2, cluster.Faults.Writes[$"{Key}.0"]);
    }

    [Fact]
    public async Task Of_two_writers_none_loses_what_the_other_wrote()
    {
        await Post("first");
        Assert.Equal(1, cluster.Sql("""
            update OrleansStorage
               set Version = Version + 7, PayloadBinary = cast(replace(cast(PayloadBinary as text), 'first', 'theirs') as blob)
             where GrainIdExtensionString = $id
            """, Key));

        await Assert.ThrowsAnyAsync<Exception>(() => Post("refused"));
        await Post("next");
        Assert.Equal(["theirs", "next"], await Log.Newest());
    }

    private Task<Message> Post(string body) => Log.Post(new NewMessage { Channel = _channel, Body = body, UserId = "user_1" });
}
