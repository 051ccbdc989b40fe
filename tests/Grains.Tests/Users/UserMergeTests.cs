using CsCheck;

namespace OrleansUsers.Grains.Tests;

/// <summary>A failing sample prints its seed; run it again with the environment variable CsCheck_Seed.</summary>
public class UserMergeTests
{
    private const int Samples = 10_000;

    [Fact]
    public void Any_order_and_any_repetition_of_a_history_ends_in_the_same_user() =>
        Gen.Select(Histories.Any, Gen.Int[0, int.MaxValue]).Sample(
            (heard, seed) =>
            {
                var random = new Random(seed);
                var again = heard.Concat(heard.Where(_ => random.Next(2) == 0)).ToArray();
                random.Shuffle(again);
                return Histories.Join(heard) == Histories.Join(again);
            },
            iter: Samples);

    [Fact]
    public void It_does_not_matter_which_process_heard_what_first() =>
        Gen.Select(Histories.Any, Histories.Any, Histories.Any).Sample(
            (a, b, c) =>
            {
                var (x, y, z) = (Histories.Join(a), Histories.Join(b), Histories.Join(c));
                return UserMerge.Join(x, y) == UserMerge.Join(y, x)
                    && UserMerge.Join(UserMerge.Join(x, y), z) == UserMerge.Join(x, UserMerge.Join(y, z))
                    && UserMerge.Join(x, x) == x;
            },
            iter: Samples);

    [Fact]
    public void A_deletion_is_final_and_leaves_nothing_personal() =>
        Gen.Select(Histories.Any, Gen.Int[0, 5]).Sample(
            (heard, second) =>
            {
                var at = DateTimeOffset.FromUnixTimeSeconds(second);
                var state = Histories.Join([UserState.Deleted(at), .. heard]);
                return state == new UserState { DeletedAt = at, Links = state.Links } && UserProfile.Of(state, "user_1") is null;
            },
            iter: Samples);

    [Fact]
    public void The_newest_snapshot_is_kept_whole() =>
        Histories.Living.Sample(
            heard =>
            {
                var newest = heard.Select(state => state.Snapshot).OfType<UserSnapshot>()
                    .OrderByDescending(snapshot => snapshot.UpdatedAt).ThenByDescending(snapshot => snapshot.SentAt).FirstOrDefault();
                var kept = Histories.Join(heard).Snapshot;
                return kept is null
                    ? newest is null
                    : (kept.UpdatedAt, kept.SentAt) == (newest!.UpdatedAt, newest.SentAt) && heard.Any(state => state.Snapshot == kept);
            },
            iter: Samples);

    [Fact]
    public void A_user_never_has_an_empty_name_or_the_text_of_a_missing_part() =>
        Histories.Living.Sample(
            heard => UserProfile.Of(Histories.Join(heard), "user_1")!.Name is var name
                && name.Length > 0 && name.Trim() == name && !name.Contains("null", StringComparison.Ordinal),
            iter: Samples);

    [Fact]
    public void Claims_without_a_name_never_take_one_away() =>
        Histories.Living.Sample(
            heard =>
            {
                var named = Histories.Join(heard);
                var silent = UserState.Of(new UserClaims
                {
                    Provider = "clerk",
                    TokenIdentifier = "i|s",
                    IssuedAt = DateTimeOffset.MaxValue,
                });
                return UserProfile.Of(named, "user_1")!.Name == UserProfile.Of(UserMerge.Join(named, silent), "user_1")!.Name;
            },
            iter: Samples);
}
