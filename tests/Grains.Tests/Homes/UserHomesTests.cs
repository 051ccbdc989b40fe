using CsCheck;

namespace OrleansUsers.Grains.Tests;

public class UserHomesTests
{
    private const int Users = 3_000;

    private static readonly Gen<SiloAddress[]> Silos =
        Gen.Int[1, 60_000].HashSet[1, 12].Select(ports => ports.Select(FakeMembers.Silo).ToArray());

    [Fact]
    public void Every_member_names_the_same_home_whatever_the_order_in_which_it_heard_of_the_others() =>
        Silos.Sample(silos =>
        {
            var homes = silos.Select((self, n) => HomesOf(Seen(self, [.. silos.Skip(n), .. silos.Take(n)]))).ToArray();
            foreach (var id in Ids(100))
            {
                var home = Assert.Single(homes.Select(one => one.SiloOf(id)).Distinct());
                Assert.Equal(1, homes.Count(one => one.Elsewhere(id) is null));
                Assert.Contains(home, silos);
            }
        });

    [Fact]
    public void When_a_silo_joins_users_move_to_it_and_nowhere_else_and_move_back_when_it_leaves() =>
        Silos.Where(silos => silos.Length > 1).Sample(silos =>
        {
            var (members, joining) = (new FakeMembers(silos[0]), silos[^1]);
            var homes = HomesOf(members);
            members.Become(silos[..^1]);
            var before = Ids(300).ToDictionary(id => id, homes.SiloOf);
            members.Become(silos);
            Assert.All(before, user => Assert.Contains(homes.SiloOf(user.Key), new[] { user.Value, joining }));
            members.Become(silos[..^1]);
            Assert.All(before, user => Assert.Equal(user.Value, homes.SiloOf(user.Key)));
        });

    [Fact]
    public void Users_are_spread_evenly() =>
        Silos.Sample(silos =>
        {
            var homes = HomesOf(Seen(silos[0], silos));
            var mean = (double)Users / silos.Length;
            var counts = silos.GroupJoin(Ids(Users), silo => silo, homes.SiloOf, (_, users) => users.Count());
            // Six standard deviations of a random choice.
            Assert.All(counts, count => Assert.InRange(count, mean - (6 * Math.Sqrt(mean)), mean + (6 * Math.Sqrt(mean))));
        });

    [Fact]
    public void A_silo_that_joins_stops_or_is_dead_is_no_home()
    {
        var silos = Enumerable.Range(1, 6).Select(FakeMembers.Silo).ToArray();
        var members = new FakeMembers(silos[0]);
        members.Become(
            silos[..2],
            (silos[2], SiloStatus.Joining),
            (silos[3], SiloStatus.ShuttingDown),
            (silos[4], SiloStatus.Stopping),
            (silos[5], SiloStatus.Dead));
        var homes = HomesOf(members);

        Assert.Equal(silos[..2], Ids(100).Select(homes.SiloOf).Distinct().Order());
    }

    [Fact]
    public void A_process_that_has_heard_of_no_active_silo_is_the_home_of_all()
    {
        var homes = HomesOf(new FakeMembers(FakeMembers.Silo(1)));

        Assert.All(Ids(100), id => Assert.Null(homes.Elsewhere(id)));
    }

    [Fact]
    public void Their_version_changes_when_the_homes_change_and_only_then()
    {
        var silos = Enumerable.Range(1, 3).Select(FakeMembers.Silo).ToArray();
        var members = Seen(silos[0], silos[..2]);
        var homes = HomesOf(members);
        var version = homes.Version;

        // A member that still joins is no home, and a table that was read again says nothing new.
        members.Become(silos[..2], (silos[2], SiloStatus.Joining));
        Assert.Same(version, homes.Version);
        members.Become(silos);
        Assert.NotSame(version, homes.Version);
    }

    private static FakeMembers Seen(SiloAddress self, IEnumerable<SiloAddress> active)
    {
        var members = new FakeMembers(self);
        members.Become(active);
        return members;
    }

    private static IEnumerable<string> Ids(int count) => Enumerable.Range(0, count).Select(n => $"user_{n}");

    private static UserHomes HomesOf(FakeMembers members) =>
        new(members, members, _ => new OtherHome(relay: null!, new KnownUsers()));
}
