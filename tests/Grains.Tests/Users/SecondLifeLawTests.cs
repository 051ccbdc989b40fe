using CsCheck;

namespace OrleansUsers.Grains.Tests;

/// <summary>
/// Directories that give an id again after a deletion. A failing sample prints its seed; run it again with the environment variable
/// CsCheck_Seed.
/// </summary>
public class SecondLifeLawTests
{
    private const int Samples = 10_000;
    private const int SecondsOfALife = 100;

    // What a directory tells of a few lives of one id: each begins after the deletion of the one before.
    private static readonly Gen<string> Name = Gen.OneOf<string>("", "Ada", "King");

    private static readonly Gen<UserState> Snapshot = Gen.Select(Gen.Int[0, 3], Gen.Int[1, 9], Name).Select(
        (life, second, name) => UserState.Of(Snapshots.Of("auth0|1", name, At(life, second)) with
        {
            Provider = "auth0",
            BeganAt = At(life, 1),
            CreatedAt = At(life, 1),
        }));

    private static readonly Gen<UserState> Deletion = Gen.Int[0, 3].Select(life => UserState.Deleted(new(At(life, 50))));

    private static readonly Gen<UserState> Claims = Gen.Select(Gen.Int[0, 3], Gen.Int[1, 9]).Select((life, second) => UserState.Of(
        new UserClaims
        {
            Provider = "auth0",
            TokenIdentifier = "https://clerk.test|auth0|1",
            IssuedAt = At(life, second),
            PhoneNumber = $"{life}{second}",
        }));

    private static readonly Gen<UserState[]> History = Gen.Frequency((4, Snapshot), (2, Deletion), (1, Claims)).Array[1, 8];

    [Fact]
    public void A_join_is_commutative_associative_and_idempotent() =>
        Gen.Select(History, History, History).Sample(
            (a, b, c) =>
            {
                var (x, y, z) = (Histories.Join(a), Histories.Join(b), Histories.Join(c));
                return UserMerge.Join(x, y) == UserMerge.Join(y, x)
                    && UserMerge.Join(UserMerge.Join(x, y), z) == UserMerge.Join(x, UserMerge.Join(y, z))
                    && UserMerge.Join(x, x) == x;
            },
            iter: Samples);

    [Fact]
    public void A_user_lives_when_the_newest_creation_is_later_than_the_newest_deletion() =>
        Gen.Frequency((4, Snapshot), (2, Deletion)).Array[1, 8].Sample(
            events =>
            {
                var (began, deleted) = (events.Max(change => change.BeganAt), events.Max(change => change.DeletedAt));
                var user = UserProfile.Of(Histories.Join(events), "auth0|1");
                return began > deleted || (deleted is null && began is not null)
                    ? user is not null && user.CreatedAt == began
                    : user is null;
            },
            iter: Samples);

    [Fact]
    public void A_deletion_without_a_time_outranks_every_creation() =>
        History.Sample(
            events =>
            {
                var untimed = UserState.Deleted(new(At(0, 0), IsUntimed: true));
                return UserProfile.Of(Histories.Join([.. events, untimed]), "auth0|1") is null
                    && UserProfile.Of(Histories.Join([untimed, .. events]), "auth0|1") is null;
            },
            iter: Samples);

    [Fact]
    public void Nothing_of_an_earlier_user_with_the_same_id_is_left()
    {
        var first = UserMerge.Join(Created(0, "Ada"), Claimed(0));
        var second = UserMerge.Join(UserMerge.Join(first, UserState.Deleted(new(At(0, 50)))), Created(1, "King"));
        Assert.Equal("King", UserProfile.Of(second, "auth0|1")!.FirstName);
        Assert.Null(UserProfile.Of(second, "auth0|1")!.PhoneNumber);
        // The same when the deletion is the last to come.
        Assert.Equal(second, UserMerge.Join(UserMerge.Join(first, Created(1, "King")), UserState.Deleted(new(At(0, 50)))));
    }

    [Fact]
    public void The_later_user_with_the_same_id_changes_as_any_other()
    {
        var state = UserMerge.Join(UserState.Deleted(new(At(0, 50))), Created(1, "King"));
        var token = Claimed(1);
        state = UserMerge.Join(state, state.InThisLife(token, At(1, 5)));
        Assert.Equal("15", UserProfile.Of(state, "auth0|1")!.PhoneNumber);
        // A directory that restores users tells of their first creation only. What it says after the second one belongs to it.
        var restored = UserState.Of(Snapshots.Of("auth0|1", "Lovelace", At(1, 7)) with { Provider = "auth0", BeganAt = At(0, 1) });
        state = UserMerge.Join(state, state.InThisLife(restored, At(1, 7)));
        Assert.Equal("Lovelace", UserProfile.Of(state, "auth0|1")!.FirstName);
        // A token of the earlier user has no effect.
        Assert.Equal(state, UserMerge.Join(state, state.InThisLife(Claimed(0), At(0, 5))));
    }

    private static UserState Created(int life, string name) => UserState.Of(
        Snapshots.Of("auth0|1", name, At(life, 2)) with { Provider = "auth0", BeganAt = At(life, 1), CreatedAt = At(life, 1) });

    private static UserState Claimed(int life) => UserState.Of(new UserClaims
    {
        Provider = "auth0",
        TokenIdentifier = "https://clerk.test|auth0|1",
        IssuedAt = At(life, 5),
        PhoneNumber = $"{life}5",
    });

    private static DateTimeOffset At(int life, int second) => Histories.Start.AddSeconds((life * SecondsOfALife) + second);
}
