using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class MessageLoadTests(Apps apps)
{
    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task Hundreds_who_send_at_once_each_to_their_own_channel_are_all_taken(DatabaseKind kind)
    {
        await using var app = await apps.StartAsync(kind);
        var callers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => app.StoredAsync()));
        var sent = await Task.WhenAll(callers.SelectMany((caller, channel) =>
            Enumerable.Range(0, 5).Select(n => caller.SendAsync($"{n}", $"channel {channel}"))));

        Assert.All(sent, answer => Talk.Sent(answer));
        Assert.Equal(["0", "1", "2", "3", "4"], Expect.Ok(await callers[7].ChannelAsync("channel 7"))["items"]!.AsArray().Texts().Order());
    }
}
