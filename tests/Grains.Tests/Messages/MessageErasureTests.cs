namespace OrleansUsers.Grains.Tests;

public class MessageErasureTests(UsersCluster cluster)
{
    private readonly string _mark = $"{Guid.NewGuid():N}";

    private string Channel => $"channel {_mark}";

    private IMessageLogGrain ChannelLog => cluster.Grains.GetChannelLog(Channel);

    private string Secret => $"secret {_mark}";

    [Fact]
    public async Task An_erasure_blanks_the_authors_messages_on_every_page_and_no_other()
    {
        var (ada, zoe) = (Author("ada"), Author("zoe"));
        for (var n = 0; n < 70; n++)
            await Task.WhenAll(ada.Send(Channel, $"{Secret} {n}"), zoe.Send(Channel, $"kept {n}"));
        var before = await ChannelLog.All();

        await ada.Erase();

        Assert.Equal(0, ErasedAuthor.RowsWith(cluster, Secret));
        Assert.Equal(before.Select(message => message.UserId == zoe.Id ? message : message.Blank()), await ChannelLog.All());
        Assert.Equal(70, (await ada.Log.All()).Count(message => message.Body.Length == 0));
        await cluster.Deactivate(ChannelLog);
        Assert.Equal(before.Length, (await ChannelLog.All()).Length);
        Assert.Equal(70, await zoe.Log.ReadAll().CountAsync(message => message.Body.StartsWith("kept", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_message_that_was_let_in_before_the_erasure_is_appended_without_its_body()
    {
        var ada = Author("ada");
        var entered = (await ada.Enter(Channel, Secret))!;
        await ada.Erase();
        await cluster.Deactivate(ChannelLog);

        var posted = await ada.Post(entered);
        await ada.Log.Add(posted);
        await ada.Log.Add(posted with { Body = Secret });

        Assert.Equal("", posted.Body);
        Assert.Equal(0, ErasedAuthor.RowsWith(cluster, Secret));
        Assert.Equal(["", ""], await ada.Log.Newest());
    }

    [Fact]
    public async Task A_message_that_waits_for_a_write_when_its_author_is_erased_is_written_without_its_body()
    {
        var ada = Author("ada");
        var entered = (await ada.Enter(Channel, Secret))!;
        var gate = cluster.Faults.Hold[ChannelLog.GetPrimaryKeyString()] = new Gate();
        var first = ada.Post(entered);
        await gate.Arrived;
        var second = ada.Post(entered);
        var erased = ChannelLog.Erase(new MessageErasure { UserId = ada.Id, Version = ada.Version });
        // It is answered after the two before it have arrived.
        Assert.Empty(await ChannelLog.Newest());
        cluster.Faults.Hold.Remove(ChannelLog.GetPrimaryKeyString(), out _);
        gate.Open();
        await Task.WhenAll(first, second, erased);

        Assert.Equal((Secret, ""), ((await first).Body, (await second).Body));
        Assert.Equal(["", ""], await ChannelLog.Newest());
        Assert.Equal(0, ErasedAuthor.RowsWith(cluster, Secret));
    }

    [Fact]
    public async Task A_message_that_only_the_channel_has_is_blanked()
    {
        var ada = Author("ada");
        await ada.Post((await ada.Enter(Channel, Secret))!);

        await ada.Erase();

        Assert.Equal(0, ErasedAuthor.RowsWith(cluster, Secret));
        Assert.Equal([""], await ChannelLog.Newest());
    }

    [Fact]
    public async Task Messages_of_a_build_that_stored_no_channels_and_no_versions_are_blanked()
    {
        var posted = await ChannelLog.Post(new NewMessage { Channel = Channel, Body = Secret, UserId = Author("ada").Id });
        await Author("ada").Log.Add(posted);

        await Author("ada").Erase();

        Assert.Equal(0, ErasedAuthor.RowsWith(cluster, Secret));
    }

    [Fact]
    public async Task A_reinstated_author_posts_and_an_erasure_that_is_resumed_leaves_that_alone()
    {
        var ada = Author("ada");
        await ada.Send(Channel, Secret);
        var erasure = new MessageErasure { UserId = ada.Id, Version = ada.Version };
        await ada.Erase();

        Assert.Equal("back", (await ada.Send(Channel, "back"))?.Body);
        await cluster.Grains.GetMessageErasures().Erase(erasure);
        Assert.Equal(["", "back"], await ChannelLog.Newest());
        Assert.Equal(["", "back"], await ada.Log.Newest());
    }

    [Fact]
    public async Task An_erased_author_is_let_in_nowhere()
    {
        var ada = Author("ada");
        var erasure = new MessageErasure { UserId = ada.Id, Version = ada.Version };
        await cluster.Grains.GetMessageErasures().Erase(erasure);

        Assert.Null(await ada.Send(Channel, Secret));
        Assert.Empty(await ChannelLog.Newest());
    }

    [Fact]
    public async Task A_message_that_was_on_its_way_for_longer_than_a_log_keeps_erasures_is_refused()
    {
        var entered = (await Author("ada").Enter(Channel, Secret))!;
        var old = entered with { CheckedAt = entered.CheckedAt - MessageErasure.MaxDelay - TimeSpan.FromSeconds(1) };

        await Assert.ThrowsAsync<TimeoutException>(() => Author("ada").Post(old));
        Assert.Empty(await ChannelLog.Newest());
    }

    [Fact]
    public async Task A_channel_forgets_an_erasure_when_no_message_can_be_on_its_way()
    {
        var later = TimeProvider.System.GetUtcNow().AddHours(1);
        var erasure = new MessageErasure { UserId = Author("ada").Id, Version = 7, KeptUntil = later };
        await ChannelLog.Erase(erasure);
        Assert.Equal(1, ErasedAuthor.RowsWith(cluster, erasure.UserId));

        var other = $"other {Channel}";
        await cluster.Grains.GetChannelLog(other).Erase(erasure with { UserId = "gone", KeptUntil = DateTimeOffset.UnixEpoch });
        await Author("zoe").Send(other, "next");
        Assert.Equal(0, ErasedAuthor.RowsWith(cluster, "\"gone\""));
    }

    private ErasedAuthor Author(string name) => new(cluster, $"{name} {_mark}");
}
