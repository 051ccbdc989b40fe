using CsCheck;
using Microsoft.Extensions.Time.Testing;
using OrleansUsers.Grains;

namespace OrleansUsers.Api.Tests;

public sealed class UndeliveredChangesTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly UndeliveredChanges _changes;
    private long _position;

    public UndeliveredChangesTests() => _changes = new UndeliveredChanges(_clock);

    [Fact]
    public void A_change_is_sent_again_after_1_s_2_s_4_s_and_so_on_up_to_an_hour()
    {
        Add("user_1", 1);
        var waits = new List<double>();
        for (var failure = 0; failure < 20; failure++)
        {
            _changes.Failed(_changes.TakeNext()!);
            Assert.Null(_changes.TakeNext());
            waits.Add(_changes.UntilNext!.Value.TotalSeconds);
            _clock.Advance(_changes.UntilNext!.Value + TimeSpan.FromMilliseconds(1));
        }
        // A tenth is left off at random at most.
        Assert.All(waits.Index(), wait =>
        {
            var most = Math.Min(Math.Pow(2, wait.Index), 3_600);
            Assert.InRange(wait.Item, most * 0.9 - 0.001, most);
        });
        Assert.Equal(1, _changes.FailingUsers);

        _changes.Delivered(_changes.TakeNext()!);
        Assert.Equal((0, 0), (_changes.FailingUsers, _changes.Count));
        Add("user_1", 2);
        _changes.Failed(_changes.TakeNext()!);
        Assert.InRange(_changes.UntilNext!.Value.TotalSeconds, 0.9, 1);
    }

    [Fact]
    public void A_users_next_change_waits_until_the_one_before_is_delivered_and_other_users_do_not_wait()
    {
        Add("user_1", 1);
        Add("user_1", 2);
        Add("user_2", 1);
        var (first, other) = (_changes.TakeNext()!, _changes.TakeNext()!);
        Assert.Equal(("user_1", 1L, "user_2"), (first.Change.UserId, first.Change.Version, other.Change.UserId));
        Assert.Null(_changes.TakeNext());

        _changes.Failed(first);
        _changes.Delivered(other);
        Assert.Null(_changes.TakeNext());
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(first, _changes.TakeNext());
        _changes.Delivered(first);
        Assert.Equal(2, _changes.TakeNext()!.Change.Version);
    }

    [Fact]
    public void A_user_that_could_not_be_read_is_no_failure_of_the_receiver()
    {
        Add("user_1", 1);
        for (var i = 0; i < 5; i++)
        {
            _changes.Postpone(_changes.TakeNext()!, TimeSpan.FromSeconds(0.25));
            _clock.Advance(TimeSpan.FromSeconds(0.25));
        }
        Assert.Equal(0, _changes.FailingUsers);
        _changes.Failed(_changes.TakeNext()!);
        Assert.InRange(_changes.UntilNext!.Value.TotalSeconds, 0.9, 1);
    }

    [Fact]
    public void Changes_that_the_journal_drops_are_not_sent_any_more()
    {
        for (var version = 1; version <= 3; version++)
        {
            Add("user_1", version);
            Add("user_2", version);
        }
        var sending = _changes.TakeNext()!;
        _changes.Failed(_changes.TakeNext()!);
        Assert.Equal(4, _changes.RemoveUpTo(4));
        Assert.Equal(["user_1 3", "user_2 3"], _changes.ToList().Select(change => $"{change.UserId} {change.Version}"));

        _changes.Delivered(sending);
        Assert.Equal(3, _changes.TakeNext()!.Change.Version);
        Assert.Equal(2, _changes.RemoveUpTo(6));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(_changes.TakeNext());
        Assert.Equal((0, 0), (_changes.Count, _changes.FailingUsers));
        Add("user_2", 4);
        Assert.Equal(4, _changes.TakeNext()!.Change.Version);
    }

    [Fact]
    public void The_list_is_full_with_1000_changes_and_tells_its_oldest()
    {
        for (var n = 0; n < UndeliveredChanges.Max; n++)
        {
            Assert.True(_changes.HasRoom);
            Add($"user_{n}", 1);
        }
        Assert.False(_changes.HasRoom);
        Assert.Equal(1, _changes.OldestAt!.Value.Ticks);
        _changes.Delivered(_changes.TakeNext()!);
        Assert.True(_changes.HasRoom);
        Assert.Equal(2, _changes.OldestAt!.Value.Ticks);
    }

    /// <summary>Whatever fails, is postponed and is added meanwhile: all changes are delivered once, and each user's in order.</summary>
    [Fact]
    public void Every_change_is_delivered_once_and_in_the_order_of_its_user() =>
        Gen.Select(Gen.Int[0, 4].Array[1, 40], Gen.Int[0, 9].Array[40]).Sample((users, fates) =>
        {
            var (clock, added, delivered) = (new FakeTimeProvider(), new List<(string, long)>(), new List<(string, long)>());
            var (changes, versions, fate) = (new UndeliveredChanges(clock), new Dictionary<int, long>(), 0);
            foreach (var user in users)
            {
                versions[user] = versions.GetValueOrDefault(user) + 1;
                changes.Add(new UndeliveredChange($"user_{user}", versions[user], ChangeKind.Updated, default, added.Count));
                added.Add(($"user_{user}", versions[user]));
                SendOne(fates[fate++ % fates.Length]);
            }
            while (changes.Count > 0)
            {
                clock.Advance(changes.UntilNext is { Ticks: > 0 } wait ? wait : TimeSpan.Zero);
                SendOne(fates[fate % fates.Length] is var next && fate++ > 200 ? 0 : next);
            }
            Assert.Equal(0, changes.FailingUsers);
            foreach (var user in added.Select(change => change.Item1).Distinct())
                Assert.Equal(added.Where(change => change.Item1 == user), delivered.Where(change => change.Item1 == user));

            void SendOne(int what)
            {
                if (changes.TakeNext() is not { } next)
                    return;
                if (what < 5)
                {
                    changes.Delivered(next);
                    delivered.Add((next.Change.UserId, next.Change.Version));
                }
                else if (what < 8)
                    changes.Failed(next);
                else
                    changes.Postpone(next, TimeSpan.FromSeconds(0.25));
            }
        });

    private void Add(string user, long version) =>
        _changes.Add(new UndeliveredChange(user, version, ChangeKind.Updated, new DateTimeOffset(++_position, TimeSpan.Zero), _position));
}
