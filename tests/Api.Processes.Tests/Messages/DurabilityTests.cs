using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed partial class DurabilityTests(Apps apps, ITestOutputHelper output)
{
    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task Every_acknowledged_message_survives_a_kill_in_its_place(DatabaseKind kind)
    {
        await using var app = await apps.StartAsync(kind);
        var callers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => app.StoredAsync()));
        var (channel, acknowledged) = (Talk.NewChannel(), new ConcurrentQueue<JsonNode>());
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var senders = callers.Select(SendUntilKilledAsync).ToArray();
        await enough.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await app.Api.KillAsync();
        await Task.WhenAll(senders);
        await app.Api.RestartAsync();

        var all = await Talk.AllAsync(before => new SignedIn(app.Api, callers[0].Token).ChannelAsync(channel, limit: 100, before));
        output.WriteLine($"{acknowledged.Count} acknowledged, {all.Length} kept");
        Assert.Equal(all.Length, all.Texts("id").Distinct().Count());
        Assert.Equal(all.Texts("createdAt").Order(StringComparer.Ordinal), all.Texts("createdAt"));
        var kept = all.ToDictionary(message => (string)message["id"]!, message => message.ToJsonString());
        Assert.All(acknowledged, message => Assert.Equal(message.ToJsonString(), kept[(string)message["id"]!]));
        foreach (var caller in callers)
        {
            var own = await Talk.AllAsync(before => new SignedIn(app.Api, caller.Token).OwnMessagesAsync(limit: 100, before));
            var sent = acknowledged.Where(message => (string?)message["userId"] == (string?)own[0]["userId"]).Texts("id");
            Assert.Subset(own.Texts("id").ToHashSet(), sent.ToHashSet());
        }

        async Task SendUntilKilledAsync(SignedIn caller)
        {
            try
            {
                for (var n = 0; ; n++)
                {
                    acknowledged.Enqueue(Talk.Sent(await caller.SendAsync($"{n}", channel)));
                    if (acknowledged.Count >= 130)
                        enough.TrySetResult();
                }
            }
            catch (Exception killed)
                when (killed is HttpRequestException or IOException or ObjectDisposedException or OperationCanceledException)
            {
                // No answer: nothing was acknowledged.
            }
        }
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task A_client_that_pages_back_while_others_send_finds_each_message_once(DatabaseKind kind)
    {
        var (app, channel) = (await apps.On(kind), Talk.NewChannel());
        var (reader, sender) = (await app.StoredAsync(), await app.StoredAsync());
        var before = await reader.SendAllAsync(channel, Enumerable.Range(0, 120).Select(n => $"before {n}"));

        var meanwhile = new List<Task<Answer>>();
        var read = await Talk.AllAsync(cursor =>
        {
            if (cursor is not null)
                meanwhile.AddRange(Enumerable.Range(0, 10).Select(n => sender.SendAsync($"meanwhile {n}", channel)));
            return reader.ChannelAsync(channel, limit: 9, cursor);
        });
        Assert.All(await Task.WhenAll(meanwhile), answer => Talk.Sent(answer));

        Assert.Equal(before.Texts("id"), read.Texts("id"));
        var all = await Talk.AllAsync(cursor => reader.ChannelAsync(channel, limit: 100, cursor));
        Assert.Equal(before.Length + meanwhile.Count, all.Length);
        Assert.Equal(all.Length, all.Texts("id").Distinct().Count());
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task What_an_append_stores_does_not_grow_with_the_channel(DatabaseKind kind)
    {
        await using var app = await apps.StartAsync(kind);
        var (caller, body) = (await app.StoredAsync(), new string('x', 200));
        var largest = new List<int>();
        foreach (var messages in new[] { 60, 540 })
        {
            await Task.WhenAll(Enumerable.Range(0, messages).Select(async _ => Talk.Sent(await caller.SendAsync(body, "busy"))));
            var rows = await app.Database.QueryAsync("select PayloadBinary as payload from OrleansStorage");
            largest.Add(rows.Max(row => Times().Replace(Encoding.UTF8.GetString((byte[])row["payload"]!), "").Length));
        }

        output.WriteLine($"The largest row has {largest[0]} characters after 60 messages, {largest[1]} after 600.");
        Assert.InRange(largest[1], 1, largest[0] + 100);
        Assert.Equal(600, (await Talk.AllAsync(before => caller.ChannelAsync("busy", limit: 100, before))).Length);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task A_store_that_does_not_take_a_message_makes_it_503_and_takes_the_next(DatabaseKind kind)
    {
        await using var app = await apps.StartAsync(kind);
        var caller = await app.StoredAsync();
        Talk.Sent(await caller.SendAsync("first"));
        await using (var blocker = await app.Database.OpenAsync())
        await using (var block = blocker.CreateCommand())
        {
            block.CommandText = kind == DatabaseKind.Sqlite ? "begin immediate" : "begin; lock table OrleansStorage in exclusive mode";
            await block.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            Expect.Unavailable(await caller.SendAsync("not now"));
            Assert.Equal(["first"], Expect.Ok(await caller.ChannelAsync("general"))["items"]!.AsArray().Texts());
        }

        Talk.Sent(await caller.SendAsync("next"));
        Assert.Equal(["first", "next"], Expect.Ok(await caller.ChannelAsync("general"))["items"]!.AsArray().Texts());
        Assert.Equal(HttpStatusCode.OK, (await app.Api.GetAsync("/health/ready")).Status);
    }

    // A time in JSON has no trailing zeros, so it may be up to four characters shorter than another.
    [GeneratedRegex("\"createdAt\":\"[^\"]+\"", RegexOptions.IgnoreCase)]
    private static partial Regex Times();
}
