using CsCheck;
using Microsoft.Extensions.Time.Testing;
using OrleansUsers.Grains;

namespace OrleansUsers.Api.Tests;

/// <summary>Pages and cursors of the feed of changes over a journal.</summary>
public sealed class ChangeFeedTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly FakeJournal _journal = new();
    private readonly ChangeFeed _feed;

    public ChangeFeedTests() => _feed = new ChangeFeed(_journal, _clock);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Pages_of_any_size_give_each_change_once_and_in_order() => Gen.Select(
        Gen.Int[0, 3].Array[0, 12].Array[0, 40], Gen.Int[1, 30], Gen.Int[0, 2]).Sample((batches, limit, gap) =>
    {
        var journal = new FakeJournal();
        foreach (var (n, batch) in batches.Index())
            journal.Add(batch.Select((kind, i) => ($"{n}.{i}", kind == 3 ? null : (ChangeKind?)kind)), gap);
        var expected = batches.Index().SelectMany(batch => batch.Item.Index()
            .Where(change => change.Item != 3).Select(change => $"{batch.Index}.{change.Index}")).ToArray();

        var (read, pages) = Walk(new ChangeFeed(journal, TimeProvider.System), limit).GetAwaiter().GetResult();
        Assert.Equal(expected, read);
        Assert.All(pages.SkipLast(1), page => Assert.NotEmpty(page.Items));
        Assert.All(pages, page => Assert.InRange(page.Items.Count, 0, limit));
    });

    [Fact]
    public async Task An_empty_feed_has_a_cursor_that_leads_to_the_first_change()
    {
        var page = await Read(await _feed.Oldest(Stop));
        Assert.Empty(page.Items);
        var latest = await _feed.Latest(Stop);
        _journal.Add("user_1");
        Assert.Equal("user_1", Assert.Single((await Read(page.Cursor)).Items).UserId);
        Assert.Equal("user_1", Assert.Single((await Read(latest)).Items).UserId);
    }

    [Fact]
    public async Task The_latest_cursor_leaves_out_all_that_was_stored_before()
    {
        _journal.Add("before");
        var latest = await _feed.Latest(Stop);
        Assert.Empty((await Read(latest)).Items);
        _journal.Add("after");
        Assert.Equal("after", Assert.Single((await Read(latest)).Items).UserId);
    }

    [Fact]
    public async Task Many_writes_that_made_no_version_are_passed_over()
    {
        for (var i = 0; i < 3_000; i++)
            _journal.Add([($"user_{i}", null)]);
        _journal.Add("user_1");
        Assert.Equal("user_1", Assert.Single((await Read(await _feed.Oldest(Stop))).Items).UserId);
        Assert.InRange(_journal.Reads, 1, 30);
    }

    [Fact]
    public async Task Reading_that_takes_long_ends_with_a_cursor_that_leads_on()
    {
        for (var i = 0; i < 3_000; i++)
            _journal.Add([($"user_{i}", null)]);
        _journal.Add("user_1");
        _journal.BeforeRead = () => _clock.Advance(TimeSpan.FromSeconds(3));

        var (read, pages) = await Walk(_feed, 10, untilIdle: true);
        Assert.Equal(["user_1"], read);
        Assert.Contains(pages.SkipLast(1), page => page.Items.Count == 0);
    }

    private async Task<ChangePage> Read(ChangeCursor after, int limit = 100)
    {
        var page = await _feed.Read(after, limit, Stop);
        Assert.NotNull(page);
        return page;
    }

    // Up to the first page without items, or the first that does not lead on.
    private static async Task<(List<string> Ids, List<ChangePage> Pages)> Walk(ChangeFeed feed, int limit, bool untilIdle = false)
    {
        var (ids, pages, after) = (new List<string>(), new List<ChangePage>(), await feed.Oldest(Stop));
        while (true)
        {
            var page = (await feed.Read(after, limit, Stop))!;
            pages.Add(page);
            ids.AddRange(page.Items.Select(item => item.UserId));
            if (page.Items.Count == 0 && (!untilIdle || page.Cursor == after))
                return (ids, pages);
            after = ChangeCursor.Read(page.After)!.Value;
        }
    }
}
