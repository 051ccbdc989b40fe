using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class ChannelTests(Apps apps)
{
    private static readonly string[] LookAlikes =
    [
        "general", "General", "GENERAL", "general ", " general", "beef", "0beef", "BEEF", "1", "01", "{0}", "~beef", "%7Ebeef",
        "a/b", "a%2Fb", "a.1", "a",
        "channel:a", "author:a", "Zoë", "Zoe\u0308", "频道", "👩‍🚀", new('x', 100), new string('x', 99) + "y", new('用', 100),
    ];

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task Channels_that_look_alike_are_distinct(DatabaseKind kind)
    {
        await using var app = await apps.StartAsync(kind);
        var caller = await app.StoredAsync();
        foreach (var channel in LookAlikes)
            Talk.Sent(await caller.SendAsync($"to <{channel}>", channel));
        await app.Api.KillAsync();
        await app.Api.RestartAsync();

        caller = new SignedIn(app.Api, caller.Token);
        foreach (var channel in LookAlikes)
        {
            var message = Assert.Single(Expect.Ok(await caller.ChannelAsync(channel))["items"]!.AsArray());
            Assert.Equal((channel, $"to <{channel}>"), ((string)message!["channel"]!, (string)message["body"]!));
        }
        Assert.Equal(LookAlikes, Expect.Ok(await caller.OwnMessagesAsync())["items"]!.AsArray().Texts("channel"));
    }

    [Fact]
    public async Task An_unknown_channel_is_empty_and_reading_it_writes_nothing()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Sqlite);
        var caller = await app.SignedInAsync(Person.New().Id);
        var page = Expect.Ok(await caller.ChannelAsync("nowhere"));

        Assert.Empty(page["items"]!.AsArray());
        Assert.True(page.AsObject().ContainsKey("before"));
        Assert.Null(page["before"]);
        Assert.Empty(await app.Database.QueryAsync("select * from OrleansStorage"));
    }

    [Fact]
    public async Task A_page_has_fifty_messages_unless_asked_otherwise()
    {
        var (caller, channel) = (await (await apps.On()).StoredAsync(), Talk.NewChannel());
        var sent = await caller.SendAllAsync(channel, Enumerable.Range(0, 101).Select(n => $"{n}"));

        var newest = Expect.Ok(await caller.ChannelAsync(channel));
        Assert.Equal(sent.Texts("id").TakeLast(50), newest["items"]!.AsArray().Texts("id"));
        var older = Expect.Ok(await caller.ChannelAsync(channel, limit: 51, before: (string?)newest["before"]));
        Assert.Equal(sent.Texts("id").Take(51), older["items"]!.AsArray().Texts("id"));
        Assert.Null(older["before"]);
        Assert.Equal(100, Expect.Ok(await caller.ChannelAsync(channel, limit: 100))["items"]!.AsArray().Count);
        Assert.Equal("100", Assert.Single(Expect.Ok(await caller.ChannelAsync(channel, limit: 1))["items"]!.AsArray().Texts()));
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=101")]
    [InlineData("limit=-1")]
    [InlineData("limit=many")]
    [InlineData("limit=1.5")]
    [InlineData("limit=99999999999")]
    [InlineData("before=yesterday")]
    [InlineData("before=1")]
    [InlineData("before=1.")]
    [InlineData("before=-1.0")]
    [InlineData("before=1.2.3")]
    [InlineData("before=0.99999999999")]
    [InlineData("before=%00")]
    public async Task What_cannot_be_read_as_a_page_is_refused(string query)
    {
        var app = await apps.On();
        var caller = await app.StoredAsync();
        Expect.Problem(await app.Api.GetAsync($"/messages?{query}", caller.Token), HttpStatusCode.BadRequest);
        Expect.Problem(await app.Api.GetAsync($"/messages/current?{query}", caller.Token), HttpStatusCode.BadRequest);
    }

    [Theory, InlineData(""), InlineData("%20"), InlineData("a%00b"), InlineData("a%0Ab")]
    public async Task A_channel_nobody_can_have_is_refused(string name)
    {
        var app = await apps.On();
        var caller = await app.SignedInAsync(Person.New().Id);
        Expect.Problem(await app.Api.GetAsync($"/messages?channel={name}", caller.Token), HttpStatusCode.BadRequest);
        Expect.Problem(await caller.ChannelAsync(new string('x', 101)), HttpStatusCode.BadRequest);
    }
}
