namespace OrleansUsers.Grains.Tests;

public class MessageErasureFaultTests(UsersCluster cluster)
{
    private readonly string _mark = $"{Guid.NewGuid():N}";

    private string Channel => $"channel {_mark}";

    private IMessageLogGrain ChannelLog => cluster.Grains.GetChannelLog(Channel);

    private string Key => ChannelLog.GetPrimaryKeyString();

    [Theory, InlineData(false), InlineData(true)]
    public async Task An_interrupted_erasure_is_resumed_by_another_activation(bool committed)
    {
        var ada = new ErasedAuthor(cluster, $"ada {_mark}");
        for (var n = 0; n < 60; n++)
            await ada.Send(Channel, $"secret {_mark}");
        var failing = committed ? cluster.Faults.FailAfterCommit : cluster.Faults.FailBeforeCommit;
        failing[$"{Key}.0"] = true;
        await Assert.ThrowsAnyAsync<Exception>(ada.Erase);
        Assert.All(await ChannelLog.Newest(), body => Assert.Equal("", body));

        failing.Remove($"{Key}.0", out _);
        await cluster.Deactivate(cluster.Grains.GetMessageErasures());
        await cluster.Grains.GetMessageErasures().Resume();
        await Until(() => ErasedAuthor.RowsWith(cluster, $"secret {_mark}") == 0);
        await Until(() => ErasedAuthor.RowsWith(cluster, "underWay") == 0);
    }

    [Fact]
    public async Task A_page_that_was_stored_before_the_log_could_go_on_to_the_next_is_blanked_and_loses_nothing()
    {
        var ada = new ErasedAuthor(cluster, $"ada {_mark}");
        for (var n = 0; n < 3; n++)
            await ada.Send(Channel, $"secret {_mark} {new string('x', 4_000)}");
        // The page is stored, the log is not.
        cluster.Faults.FailBeforeCommit[Key] = true;
        await Assert.ThrowsAnyAsync<Exception>(() => ada.Send(Channel, "lost"));
        cluster.Faults.FailBeforeCommit.Remove(Key, out _);
        Assert.Equal(3, ErasedAuthor.RowsWith(cluster, $"secret {_mark}"));

        await ada.Erase();
        Assert.Equal(0, ErasedAuthor.RowsWith(cluster, $"secret {_mark}"));
        for (var n = 0; n < 60; n++)
            await ada.Send(Channel, $"kept {n}");
        string[] expected = [.. Enumerable.Repeat("", 3), .. Enumerable.Range(0, 60).Select(n => $"kept {n}")];
        Assert.Equal(expected, await ChannelLog.Newest());
    }

    [Fact]
    public async Task An_activation_of_the_log_that_was_replaced_brings_no_body_back()
    {
        var page = cluster.Grains.GetGrain<IMessagePageGrain>($"{Key}.0");
        await page.Put(new MessagePage().Fill([Message("1"), Message("2")]));
        await page.Erase(new MessageErasure { UserId = "user_1", Version = 7 });
        await page.Put(new MessagePage().Fill([Message("1")]));
        await page.Put(new MessagePage().Fill([Message("1"), Message("2")]));
        Assert.Equal(["", ""], (await page.Get()).Messages.Select(message => message.Body));

        await page.Put(new MessagePage().Fill([Message("1"), Message("2"), Message("3")]));
        Assert.Equal(["", "", "secret"], (await page.Get()).Messages.Select(message => message.Body));
    }

    private static async Task Until(Func<bool> isSo)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (var tries = 0; !isSo(); tries++)
        {
            Assert.True(tries < 500, "It is still not so.");
            await beat.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private Message Message(string id) =>
        new() { Id = id, Channel = Channel, Body = "secret", UserId = "user_1", CreatedAt = DateTimeOffset.UnixEpoch };
}
