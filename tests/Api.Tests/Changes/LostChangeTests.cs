using Microsoft.Extensions.Time.Testing;
using OrleansUsers.Grains;

namespace OrleansUsers.Api.Tests;

/// <summary>A client whose cursor leads to changes that the journal does not hold is told so. Nothing is left out in silence.</summary>
public sealed class LostChangeTests
{
    private readonly FakeJournal _journal = new();
    private readonly ChangeFeed _feed;

    public LostChangeTests() => _feed = new ChangeFeed(_journal, new FakeTimeProvider());

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_that_read_up_to_the_last_removed_entry_goes_on_and_an_earlier_one_is_told()
    {
        var (first, second, _) = (_journal.Add("one"), _journal.Add("two"), _journal.Add("three"));
        var (early, atEnd) = (Behind(first), Behind(second));
        _journal.RemoveUpTo(second);

        Assert.Null(await _feed.Read(early, 10, Stop));
        Assert.Equal("three", Assert.Single((await Read(atEnd)).Items).UserId);
        Assert.Equal("three", Assert.Single((await Read(await _feed.Oldest(Stop))).Items).UserId);
    }

    [Fact]
    public async Task A_client_in_the_middle_of_a_removed_entry_is_told()
    {
        var entry = _journal.Add([("one", ChangeKind.Created), ("two", ChangeKind.Created)]);
        var page = await Read(await _feed.Oldest(Stop), limit: 1);
        Assert.Equal(1, page.Cursor.Taken);
        _journal.Add("three");
        _journal.RemoveUpTo(entry);
        Assert.Null(await _feed.Read(page.Cursor, 10, Stop));
    }

    [Fact]
    public async Task Entries_that_are_removed_while_a_page_is_read_are_not_skipped_in_silence()
    {
        var entries = Enumerable.Range(0, 400).Select(n => _journal.Add($"user_{n}")).ToArray();
        _journal.BeforeRead = () =>
        {
            if (_journal.Reads == 2)
                _journal.RemoveUpTo(entries[300]);
        };
        var page = await Read(await _feed.Oldest(Stop), limit: 400);
        Assert.Equal(Enumerable.Range(0, page.Items.Count).Select(n => $"user_{n}"), page.Items.Select(item => item.UserId));
        Assert.InRange(page.Items.Count, 1, 300);
        Assert.Null(await _feed.Read(page.Cursor, 400, Stop));
    }

    [Fact]
    public async Task After_a_restoring_a_cursor_from_later_is_told_and_one_from_before_goes_on()
    {
        var kept = _journal.Add("kept");
        var lost = _journal.Add([("lost", ChangeKind.Created), ("lost, too", ChangeKind.Created)]);
        ChangeCursor[] cursors = [Behind(lost), Behind(lost) with { Taken = 1 }];
        _journal.RestoreTo(kept);

        foreach (var cursor in cursors)
            Assert.Null(await _feed.Read(cursor, 10, Stop));
        _journal.Add([("other", ChangeKind.Created), ("another", ChangeKind.Created)], at: lost.At.AddTicks(10));
        _journal.Add("last");
        foreach (var cursor in cursors)
            Assert.Null(await _feed.Read(cursor, 10, Stop));
        Assert.Equal(["other", "another", "last"], (await Read(Behind(kept))).Items.Select(item => item.UserId));
    }

    [Theory, InlineData(1, 0, 3), InlineData(1, 5, null), InlineData(2, 0, null), InlineData(0, 0, 1), InlineData(9, 9, null)]
    public async Task A_cursor_that_names_no_entry_is_told(long position, long tagDifference, int? taken)
    {
        var entry = _journal.Add([("one", ChangeKind.Created), ("two", ChangeKind.Created)]);
        Assert.Null(await _feed.Read(new ChangeCursor(position, entry.At.UtcTicks + tagDifference, taken), 10, Stop));
    }

    private static ChangeCursor Behind(JournalEntry entry) => new(entry.Position, entry.At.UtcTicks);

    private async Task<ChangePage> Read(ChangeCursor after, int limit = 100)
    {
        var page = await _feed.Read(after, limit, Stop);
        Assert.NotNull(page);
        return page;
    }
}
