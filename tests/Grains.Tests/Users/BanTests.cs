namespace OrleansUsers.Grains.Tests;

/// <summary>A user is banned by the newest snapshot of a directory: the user's own or a linked one.</summary>
public class BanTests
{
    private const string Linked = "https://a.test|1";
    private static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_000);
    private static readonly UserState Own = UserState.Of(Snapshot(0, banned: false));
    private static readonly UserState Link = new() { Links = LinkedTokens.Change(null, Linked, link: true) };

    [Fact]
    public void A_later_event_without_the_ban_lifts_it()
    {
        Assert.True(IsBanned(Own, UserState.Of(Snapshot(1, banned: true))));
        Assert.False(IsBanned(Own, UserState.Of(Snapshot(2, banned: false)), UserState.Of(Snapshot(1, banned: true))));
    }

    [Fact]
    public void A_linked_directory_bans_the_user_and_lifts_its_own_ban_only()
    {
        Assert.True(IsBanned(Own, Link, LinkedSnapshot(1, banned: true)));
        Assert.False(IsBanned(Own, Link, LinkedSnapshot(2, banned: false), LinkedSnapshot(1, banned: true)));
        Assert.True(IsBanned(UserState.Of(Snapshot(3, banned: true)), Link, LinkedSnapshot(4, banned: false)));
        Assert.True(IsBanned(UserState.Of(Snapshot(5, banned: false)), Link, LinkedSnapshot(4, banned: true)));
    }

    [Fact]
    public void An_unlinked_directory_does_not_ban_the_user()
    {
        var unlink = new UserState { Links = LinkedTokens.Change(Link.Links, Linked, link: false) };
        Assert.False(IsBanned(Own, Link, LinkedSnapshot(1, banned: true), unlink));
    }

    private static bool IsBanned(params UserState[] changes) => UserProfile.Of(Histories.Join(changes), "user_1")!.Banned;

    private static UserState LinkedSnapshot(int second, bool banned) => UserState.OfLinked(Snapshot(second, banned), Linked);

    private static UserSnapshot Snapshot(int second, bool banned) => new()
    {
        Provider = "clerk",
        TokenIdentifier = "https://clerk.test|user_1",
        UpdatedAt = Noon.AddSeconds(second),
        SentAt = Noon.AddSeconds(second),
        Banned = banned,
    };
}
