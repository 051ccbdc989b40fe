using Microsoft.Extensions.Time.Testing;
using OrleansUsers.Grains;

namespace OrleansUsers.Api.Tests;

public sealed class JournalCursorTests : IChangeJournal
{
    private readonly List<JournalEntry> _entries = [];
    private UndeliveredChanges _list = new(new FakeTimeProvider());

    [Fact]
    public async Task A_full_list_ends_within_an_entry_and_a_new_process_continues_there()
    {
        for (var position = 1; position <= 5; position++)
            Append(position * 10, Enumerable.Range(0, 300).Select(n => ($"user_{n}", (ChangeKind?)ChangeKind.Updated)));
        var cursor = new JournalCursor(this, DeliveryProgress.None);
        await cursor.Fill(_list, default);
        Assert.Equal((1_000, 40L, 100), (_list.Count, cursor.Position, cursor.Taken));
        var before = _list.ToList();

        _list = new UndeliveredChanges(new FakeTimeProvider());
        cursor = new JournalCursor(this, new DeliveryProgress(cursor.Position, cursor.Taken, []));
        await cursor.Fill(_list, default);
        Assert.Equal((500, 50L, 300), (_list.Count, cursor.Position, cursor.Taken));
        Assert.Equal(
            _entries.SelectMany(entry => entry.Changes.Select(change => (entry.Position, change.ExternalId))),
            before.Concat(_list.ToList()).Select(change => (change.Position, change.UserId)));
    }

    [Fact]
    public async Task An_entry_that_was_taken_and_removed_is_not_missed()
    {
        Append(1, [("user_1", ChangeKind.Created)]);
        Append(3, [("user_1", null), ("user_2", ChangeKind.Deleted)]);
        _entries.RemoveAt(0);
        var cursor = new JournalCursor(this, new DeliveryProgress(1, 1, []));
        Assert.False(cursor.SkipRemoved(new JournalRange(1, 3)));
        await cursor.Fill(_list, default);
        Assert.Equal(["user_2"], _list.ToList().Select(change => change.UserId));
        Assert.Equal((3L, 2), (cursor.Position, cursor.Taken));
    }

    [Fact]
    public async Task What_was_removed_unread_is_told_once_and_what_is_left_is_read()
    {
        Append(9, [("user_9", ChangeKind.Created)]);
        Assert.False(new JournalCursor(this, DeliveryProgress.None).SkipRemoved(new JournalRange(8, 9)));
        var cursor = new JournalCursor(this, new DeliveryProgress(5, 1, []));
        Assert.True(cursor.SkipRemoved(new JournalRange(8, 9)));
        Assert.False(cursor.SkipRemoved(new JournalRange(8, 9)));
        await cursor.Fill(_list, default);
        Assert.Equal(1, _list.Count);
    }

    [Fact]
    public async Task A_journal_that_ends_before_what_was_sent_is_read_from_its_beginning()
    {
        Append(1, [("user_1", ChangeKind.Created)]);
        var cursor = new JournalCursor(this, new DeliveryProgress(50, 1, []));
        await cursor.Fill(_list, default);
        Assert.Equal(0, _list.Count);
        var kept = new JournalRange(0, 1);
        Assert.True(cursor.IsBeyond(kept));
        cursor.Restart(kept);
        await cursor.Fill(_list, default);
        Assert.Equal(1, _list.Count);
        Assert.False(cursor.IsBeyond(kept));
    }

    [Fact]
    public async Task The_journal_is_read_again_only_when_it_may_have_more()
    {
        var cursor = new JournalCursor(this, DeliveryProgress.None);
        await cursor.Fill(_list, default);
        Append(1, [("user_1", ChangeKind.Created)]);
        await cursor.Fill(_list, default);
        Assert.Equal(0, _list.Count);
        cursor.IsBehind = true;
        await cursor.Fill(_list, default);
        Assert.Equal(1, _list.Count);
    }

    public Task<IReadOnlyList<JournalEntry>> Read(long after, int maxEntries, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<JournalEntry>>([.. _entries.Where(entry => entry.Position > after).Take(maxEntries)]);

    public Task<JournalRange> ReadRange(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<UserTimeline> ReadTimeline(string externalId, int limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    private void Append(long position, IEnumerable<(string User, ChangeKind? Kind)> changes) => _entries.Add(new JournalEntry(
        position, default, [.. changes.Select(change => new UserChange(change.User, position, position, change.Kind))]));
}
