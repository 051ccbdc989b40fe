using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class AuthorTests(Apps apps)
{
    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task Old_messages_show_the_name_their_author_has_now(DatabaseKind kind)
    {
        var (app, channel) = (await apps.On(kind), Talk.NewChannel());
        var (ada, zoe) = (Person.New(), Person.New() with { FirstName = "Zoë", LastName = null });
        foreach (var user in new[] { ada, zoe })
            Expect.Taken(await app.DeliverAsync(user.Created()));
        var (first, second) = (await app.SignedInAsync(ada.Id), await app.SignedInAsync(zoe.Id));
        foreach (var caller in new[] { first, second, first })
            Talk.Sent(await caller.SendAsync("hello", channel));
        Assert.Equal(["Ada Lovelace", "Zoë", "Ada Lovelace"], await AuthorsAsync(second, channel));

        Expect.Taken(await app.DeliverAsync((ada with { LastName = "King", UpdatedAt = Person.Epoch.AddSeconds(1) }).Updated()));
        Assert.Equal(["Ada King", "Zoë", "Ada King"], await AuthorsAsync(second, channel));
        Assert.Equal(["Ada King", "Ada King"], Expect.Ok(await first.OwnMessagesAsync())["items"]!.AsArray().Texts("author"));

        Expect.Taken(await app.DeliverAsync(ada.Deleted()));
        Assert.Equal(["Anonymous", "Zoë", "Anonymous"], await AuthorsAsync(second, channel));
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task Callers_with_the_longest_ids_there_are_have_messages_of_their_own(DatabaseKind kind)
    {
        var app = await apps.On(kind);
        var stem = string.Concat(Enumerable.Range(0, 398).Select(_ => (char)Random.Shared.Next('\u4e00', '\u9fff')));
        foreach (var id in new[] { stem + "一一", stem + "一二", stem })
        {
            var caller = await app.StoredAsync(id);
            await caller.SendAllAsync(Talk.NewChannel(), Enumerable.Range(0, 51).Select(n => $"{n}"));
            var own = await Talk.AllAsync(before => caller.OwnMessagesAsync(before: before));
            Assert.Equal(51, own.Length);
            Assert.All(own, message => Assert.Equal(id, (string?)message["userId"]));
        }
    }

    [Fact]
    public async Task Own_messages_are_those_of_all_channels_and_of_nobody_else()
    {
        var app = await apps.On();
        var (caller, other) = (await app.StoredAsync(), await app.StoredAsync());
        var channels = Enumerable.Range(0, 3).Select(_ => Talk.NewChannel()).ToArray();
        for (var n = 0; n < 9; n++)
        {
            Talk.Sent(await caller.SendAsync($"mine {n}", channels[n % 3]));
            Talk.Sent(await other.SendAsync($"theirs {n}", channels[n % 3]));
        }

        var own = await Talk.AllAsync(before => caller.OwnMessagesAsync(limit: 2, before));
        Assert.Equal(Enumerable.Range(0, 9).Select(n => $"mine {n}"), own.Texts());
        Assert.Equal(Enumerable.Range(0, 9).Select(n => channels[n % 3]), own.Texts("channel"));
    }

    private static async Task<IEnumerable<string>> AuthorsAsync(SignedIn caller, string channel) =>
        Expect.Ok(await caller.ChannelAsync(channel))["items"]!.AsArray().Texts("author");
}
