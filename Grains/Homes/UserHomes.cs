using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace OrleansUsers.Grains;

/// <summary>
/// Says in which process each user belongs, its home: the grain is placed there, and calls are sent there. All processes that see the same
/// members say the same.
/// </summary>
/// <remarks>
/// The home is the active silo with the greatest hash of silo and external id (rendezvous hashing). So when a silo joins or leaves, only
/// the users move whose home it becomes or was. While silos join and leave, a user may have its activation elsewhere for a while. The grain
/// directory, and not this class, sees to it that there is only one.
/// </remarks>
internal sealed class UserHomes(
    IClusterMembershipService membership, ILocalSiloDetails self, Func<SiloAddress, OtherHome> connect)
{
    private readonly Lock _lock = new();
    private View? _view;

    /// <summary>Changes when the homes of users change. To be compared by reference.</summary>
    public object Version => Current().Homes;

    /// <summary>The home of the user; null when it is this process.</summary>
    public OtherHome? Elsewhere(string externalId) => Find(externalId).Other;

    /// <summary>The silo that is the home of the user.</summary>
    public SiloAddress SiloOf(string externalId) => Find(externalId).Silo;

    private Home Find(string externalId)
    {
        var homes = Current().Homes;
        if (homes.Length == 1)
            return homes[0];
        var id = MemoryMarshal.AsBytes(externalId.AsSpan());
        var (home, greatest) = (homes[0], 0UL);
        foreach (var candidate in homes)
        {
            var hash = XxHash3.HashToUInt64(id, candidate.Seed);
            if (hash >= greatest)
                (home, greatest) = (candidate, hash);
        }
        return home;
    }

    private View Current()
    {
        var members = membership.CurrentSnapshot;
        return _view is { } view && ReferenceEquals(view.Members, members) ? view : Replace(members);
    }

    private View Replace(ClusterMembershipSnapshot members)
    {
        lock (_lock)
        {
            var before = _view;
            if (before is not null && before.Members.Version >= members.Version)
                return before;
            var silos = members.Members.Values.Where(member => member.Status == SiloStatus.Active).Select(member => member.SiloAddress);
            // A process that joins or stops is not active itself. Alone, it serves its users all the same.
            var sorted = silos.DefaultIfEmpty(self.SiloAddress).Order().ToArray();
            var homes = before is not null && before.Homes.Select(home => home.Silo).SequenceEqual(sorted)
                ? before.Homes
                : [.. sorted.Select(silo => HomeOf(silo, before))];
            return _view = new View(members, homes);
        }
    }

    private Home HomeOf(SiloAddress silo, View? before) =>
        before?.Homes.FirstOrDefault(home => home.Silo.Equals(silo))
        ?? new Home(silo, silo.GetConsistentHashCode(), silo.Equals(self.SiloAddress) ? null : connect(silo));

    private sealed record Home(SiloAddress Silo, long Seed, OtherHome? Other);

    private sealed record View(ClusterMembershipSnapshot Members, Home[] Homes);
}
