namespace OrleansUsers.Grains.Tests;

/// <summary>What is read without a call is what a call would answer.</summary>
public class ResidentUserTests(UsersCluster cluster)
{
    private static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_000);

    private readonly string _id = $"user_{Guid.NewGuid():N}";

    private IUserGrain User => cluster.Grains.GetUser(_id);

    [Fact]
    public async Task A_user_that_was_read_is_read_as_it_was_last_stored()
    {
        await User.Upsert(Snapshot("Ada", Noon));
        Assert.Null(cluster.Resident(_id));

        Assert.True((await User.Get()).LooksLike(cluster.Resident(_id)));
        await User.Upsert(Snapshot("Grace", Noon.AddSeconds(1)));
        Assert.Equal("Grace", cluster.Resident(_id)!.FirstName);
    }

    [Fact]
    public async Task A_deleted_user_is_not_read()
    {
        await User.Upsert(Snapshot("Ada", Noon));
        await User.Get();
        await User.Delete(Noon.AddSeconds(1));

        Assert.Null(cluster.Resident(_id));
    }

    [Fact]
    public async Task A_user_whose_grain_has_left_is_not_read()
    {
        await User.Upsert(Snapshot("Ada", Noon));
        await User.Get();
        await cluster.Forget(_id);

        Assert.Null(cluster.Resident(_id));
    }

    private UserSnapshot Snapshot(string firstName, DateTimeOffset at) => new()
    {
        Provider = "clerk",
        TokenIdentifier = $"https://clerk.test|{_id}",
        UpdatedAt = at,
        SentAt = at,
        FirstName = firstName,
    };
}
