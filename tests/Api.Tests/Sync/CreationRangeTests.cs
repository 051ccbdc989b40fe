using CsCheck;

namespace OrleansUsers.Api.Tests;

public class CreationRangeTests
{
    private static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_000);
    private static readonly Gen<long?> Edge = Gen.Long[0, 20].Nullable();

    [Fact]
    public void Ranges_overlap_when_a_time_is_in_both() =>
        Gen.Select(Edge, Edge, Edge, Edge).Where((a, b, c, d) => !(b <= a) && !(d <= c)).Sample((a, b, c, d) =>
        {
            var (one, other) = (new CreationRange(a, b), new CreationRange(c, d));
            var isInBoth = Enumerable.Range(-1, 30).Any(time => one.Contains(time) && other.Contains(time));
            return one.Overlaps(other) == isInBoth && other.Overlaps(one) == isInBoth;
        });

    [Fact]
    public void The_filter_is_wider_than_the_range_on_both_sides()
    {
        Assert.Equal("&created_at_after=9&created_at_before=21", new CreationRange(10, 20).Filter);
        Assert.Equal("", new CreationRange(null, null).Filter);
    }

    [Fact]
    public void Pages_in_order_have_been_read_and_later_users_have_not()
    {
        var range = new CreationRange(0, 100).After(Page(User("a", 1), User("b", 5), User("c", 5)), new SyncCounts { Seen = 3 });
        Assert.Equal(("c", 5L, 3L), (range.Cursor, range.Last, range.Counts.Seen));
        Assert.All([User("a", 1), User("b", 5), User("c", 5), User("older", 4)], user => Assert.True(range.HasRead(user)));
        Assert.All([User("d", 5), User("later", 6)], user => Assert.False(range.HasRead(user)));

        // Users of the same time may be on two pages.
        range = range.After(Page(User("d", 5)), new SyncCounts());
        Assert.All([User("b", 5), User("c", 5), User("d", 5)], user => Assert.True(range.HasRead(user)));
        Assert.False(range.HasRead(User("e", 5)));
        range = range.After(Page(User("e", 7)), new SyncCounts());
        Assert.Equal(["e"], range.Ties);
        Assert.True(range.HasRead(User("b", 5)));
    }

    [Fact]
    public void After_unreadable_users_the_next_page_begins_with_them_again()
    {
        var range = new CreationRange(null, null).After(Page(User("a", 1), Unreadable, Unreadable), new SyncCounts());
        Assert.Equal(("a", 2), (range.Cursor, range.AfterCursor));
        range = range.After(Page(Unreadable, Unreadable, Unreadable), new SyncCounts());
        Assert.Equal(("a", 5), (range.Cursor, range.AfterCursor));
        range = range.After(Page(Unreadable, User("b", 2)), new SyncCounts());
        Assert.Equal(("b", 0), (range.Cursor, range.AfterCursor));
    }

    [Fact]
    public void A_range_is_read_again_from_its_last_user_on_and_the_next_time_from_its_start()
    {
        var read = new CreationRange(0, 100).After(Page(User("a", 5)), new SyncCounts { Seen = 9, Created = 4 }) with { IsDone = true };
        var once = read.Reopened(isDryRun: false);
        Assert.Equal((null, 5L, false, 9L), (once.Cursor, once.Bound, once.IsDone, once.Counts.Seen));
        Assert.True(once.HasRead(User("a", 5)));

        var twice = (once with { IsDone = true }).Reopened(isDryRun: false);
        Assert.Equal((null, 0L, false, 2), (twice.Cursor, twice.Bound, twice.IsDone, twice.Reopenings));
        Assert.Equal((0L, 4L), (twice.Counts.Seen, twice.Counts.Created));
        Assert.False(twice.HasRead(User("a", 5)));
        Assert.Equal(new SyncCounts(), once.Reopened(isDryRun: true).Counts);
    }

    private static PulledUser Unreadable => new(null, "(without an id)", Noon);

    private static ClerkPage Page(params PulledUser[] users) => new(users, Noon);

    private static PulledUser User(string id, long createdAt) =>
        new(new ProviderUser { Id = id, CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(createdAt) }, id, Noon);
}
