using System.Net;
using System.Text;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class SendTests(Apps apps)
{
    private static readonly string[] Fields = ["author", "body", "channel", "createdAt", "id", "userId"];

    public static TheoryData<string> Unusable =>
    [
        "", "null", "[]", "{}", "{", "42",
        """{"body":null}""", """{"body":42}""", """{"body":["hello"]}""", """{"body":""}""", """{"body":" \t\n\u2003"}""",
        """{"body":"\ud800"}""", """{"body":"hello","channel":""}""",
        """{"body":"hello","channel":" "}""", """{"body":"hello","channel":42}""",
        """{"body":"hello","channel":"a\u0000b"}""", """{"body":"hello","channel":"a\nb"}""", """{"body":"hello","channel":"\udc00"}""",
        $$"""{"body":"hello","channel":"{{new string('x', 101)}}"}""", $$"""{"body":"{{new string('x', 4_001)}}"}""",
        $$"""{"body":"{{string.Concat(Enumerable.Repeat("👩", 4_001))}}"}""",
    ];

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task A_message_is_answered_as_it_is_read_later(DatabaseKind kind)
    {
        var (app, user, channel) = (await apps.On(kind), Person.New(), Talk.NewChannel());
        var caller = await app.StoredAsync(user.Id);
        var sent = Talk.Sent(await caller.SendAsync("Hello, 👩‍🚀!\n<b>\0</b>", channel));

        Assert.Equal(Fields, sent.AsObject().Select(field => field.Key).Order(StringComparer.Ordinal));
        Assert.Equal(
            (channel, "Hello, 👩‍🚀!\n<b>\0</b>", user.Id, "Ada Lovelace"),
            ((string)sent["channel"]!, (string)sent["body"]!, (string)sent["userId"]!, (string)sent["author"]!));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", (string?)sent["createdAt"]);

        var page = Expect.Ok(await caller.ChannelAsync(channel));
        Assert.Equal(sent.ToJsonString(), Assert.Single(page["items"]!.AsArray())!.ToJsonString());
        Assert.Null(page["before"]);
        Assert.Equal(page.ToJsonString(), Expect.Ok(await caller.OwnMessagesAsync()).ToJsonString());
    }

    [Fact]
    public async Task A_message_without_a_channel_is_in_general()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Sqlite);
        var caller = await app.StoredAsync();
        Assert.Equal("general", (string?)Talk.Sent(await caller.SendAsync("hello"))["channel"]);
        Assert.Equal("general", (string?)Talk.Sent(await caller.SendAsync("again", "general"))["channel"]);

        var read = Expect.Ok(await app.Api.GetAsync("/messages", caller.Token));
        Assert.Equal(["hello", "again"], read["items"]!.AsArray().Texts());
    }

    [Theory, MemberData(nameof(Unusable))]
    public async Task A_message_nobody_can_use_is_refused(string json)
    {
        var app = await apps.On();
        var caller = await app.StoredAsync();
        Expect.Problem(await PostAsync(caller, Encoding.UTF8.GetBytes(json)), HttpStatusCode.BadRequest);
        Assert.Empty(Expect.Ok(await caller.OwnMessagesAsync())["items"]!.AsArray());
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_refused()
    {
        var caller = await (await apps.On()).StoredAsync();
        Expect.Problem(await PostAsync(caller, [.. "{\"body\":\""u8, 0xff, .. "\"}"u8]), HttpStatusCode.BadRequest);
    }

    [Theory, InlineData("x"), InlineData("é"), InlineData("用"), InlineData("👩")]
    public async Task A_body_of_4000_characters_of_any_script_is_taken_also_when_it_is_escaped(string character)
    {
        var caller = await (await apps.On()).StoredAsync();
        var (channel, body) = (Talk.NewChannel(), string.Concat(Enumerable.Repeat(character, 4_000)));
        var escaped = string.Concat(body.Select(unit => $"\\u{(int)unit:x4}"));
        Talk.Sent(await caller.SendAsync(body, channel));
        Talk.Sent(await PostAsync(caller, Encoding.UTF8.GetBytes($$"""{"channel":"{{channel}}","body":"{{escaped}}"}""")));

        Assert.Equal([body, body], Expect.Ok(await caller.ChannelAsync(channel))["items"]!.AsArray().Texts());
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_request_of_more_than_64_KiB_is_too_large(bool chunked)
    {
        var caller = await (await apps.On()).StoredAsync();
        var body = Encoding.UTF8.GetBytes($$"""{"body":"hello","padding":"{{new string('x', 64 * 1024)}}"}""");
        Expect.Problem(await PostAsync(caller, body, chunked), HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_request_that_is_no_JSON_is_told_so()
    {
        var caller = await (await apps.On()).StoredAsync();
        Expect.Problem(await PostAsync(caller, "hello"u8.ToArray(), type: "text/plain"), HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task Only_who_is_signed_in_reads_and_sends()
    {
        var app = await apps.On();
        Expect.Unauthorized(await app.Api.PostAsync("/messages", json: new { body = "hello" }));
        Expect.Unauthorized(await app.Api.GetAsync("/messages"));
        Expect.Unauthorized(await app.Api.GetAsync("/messages/current"));
    }

    [Fact]
    public async Task Only_who_is_stored_sends()
    {
        var (app, user, channel) = (await apps.On(), Person.New(), Talk.NewChannel());
        var caller = await app.SignedInAsync(user.Id);
        Expect.Problem(await caller.SendAsync("too early", channel), HttpStatusCode.Forbidden);
        Expect.Problem(await caller.OwnMessagesAsync(), HttpStatusCode.Forbidden);

        Expect.Taken(await app.DeliverAsync(user.Created()));
        Talk.Sent(await caller.SendAsync("in time", channel));
        Expect.Taken(await app.DeliverAsync(user.Deleted()));
        Expect.Problem(await caller.SendAsync("too late", channel), HttpStatusCode.Forbidden);
        Expect.Problem(await caller.OwnMessagesAsync(), HttpStatusCode.Forbidden);

        Assert.Equal(["in time"], Expect.Ok(await caller.ChannelAsync(channel))["items"]!.AsArray().Texts());
    }

    private static async Task<Answer> PostAsync(SignedIn caller, byte[] body, bool chunked = false, string type = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/messages", UriKind.Relative))
        {
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new(type);
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.Add("Authorization", $"Bearer {caller.Token}");
        return await caller.Api.SendAsync(request);
    }
}
