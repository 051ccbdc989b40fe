using CsCheck;

namespace OrleansUsers.Grains.Tests;

/// <summary>A failing sample prints its seed; run it again with the environment variable CsCheck_Seed.</summary>
public class UserMergeTests
{
    private const int Samples = 10_000;

    [Fact]
    public void Any_order_and_any_repetition_of_a_history_ends_in_the_same_user() =>
        Gen.Select(Histories.Any, Gen.Int[0, int.MaxValue]).Sample(
            (changes, seed) =>
            {
                var random = new Random(seed);
                var repeated = changes.Concat(changes.Where(_ => random.Next(2) == 0)).ToArray();
                random.Shuffle(repeated);
                return Histories.Join(changes) == Histories.Join(repeated);
            },
            iter: Samples);

    [Fact]
    public void A_join_is_commutative_associative_and_idempotent() =>
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
            (changes, second) =>
            {
                var at = DateTimeOffset.FromUnixTimeSeconds(second);
                var state = Histories.Join([UserState.Deleted(new(at)), .. changes]);
                var newest = changes.Select(change => change.DeletedAt).Append(at).Max();
                return state == new UserState { DeletedAt = newest, Links = state.Links } && UserProfile.Of(state, "user_1") is null;
            },
            iter: Samples);

    [Fact]
    public void The_newest_snapshot_is_kept_whole() =>
        Histories.Living.Sample(
            changes =>
            {
                var newest = changes.Select(state => state.Snapshot).OfType<UserSnapshot>()
                    .OrderByDescending(snapshot => snapshot.UpdatedAt).ThenByDescending(snapshot => snapshot.SentAt).FirstOrDefault();
                var kept = Histories.Join(changes).Snapshot;
                return kept is null
                    ? newest is null
                    : (kept.UpdatedAt, kept.SentAt) == (newest!.UpdatedAt, newest.SentAt) && changes.Any(state => state.Snapshot == kept);
            },
            iter: Samples);

    [Fact]
    public void A_user_never_has_an_empty_name_or_the_text_of_a_missing_part() =>
        Histories.Living.Sample(
            changes => UserProfile.Of(Histories.Join(changes), "user_1")!.Name is var name
                && name.Length > 0 && name.Trim() == name && !name.Contains("null", StringComparison.Ordinal),
            iter: Samples);

    [Fact]
    public void Claims_without_a_name_never_take_one_away() =>
        Histories.Living.Sample(
            changes =>
            {
                var named = Histories.Join(changes);
                var nameless = UserState.Of(
                    new UserClaims { Provider = "clerk", TokenIdentifier = "i|s", IssuedAt = DateTimeOffset.MaxValue });
                return UserProfile.Of(named, "user_1")!.Name == UserProfile.Of(UserMerge.Join(named, nameless), "user_1")!.Name;
            },
            iter: Samples);
}
