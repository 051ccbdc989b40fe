using CsCheck;

namespace OrleansUsers.Grains.Tests;

/// <summary>A failing sample prints its seed; run it again with the environment variable CsCheck_Seed.</summary>
public class ReinstatementLawTests
{
    private const int Samples = 10_000;

    private static readonly Gen<UserState> Any =
        Gen.Select(Histories.Any, Gen.Int[0, 3]).Select((changes, life) => Histories.Join(changes) with { ReinstatedAt = At(life) });

    [Fact]
    public void A_join_of_states_with_different_reinstatements_is_commutative_associative_and_idempotent() =>
        Gen.Select(Any, Any, Any).Sample(
            (x, y, z) => UserMerge.Join(x, y) == UserMerge.Join(y, x)
                && UserMerge.Join(UserMerge.Join(x, y), z) == UserMerge.Join(x, UserMerge.Join(y, z))
                && UserMerge.Join(x, x) == x,
            iter: Samples);

    [Fact]
    public void Of_what_was_said_before_the_newest_reinstatement_only_links_and_the_version_are_left() =>
        Gen.Select(Any, Any).Sample(
            (before, after) =>
            {
                after = after with { ReinstatedAt = At(4) };
                var joined = UserMerge.Join(before, after);
                return joined with { Links = null } == after with { Links = null }
                    && joined.Links == LinkedTokens.Join(before.Links, after.Links);
            },
            iter: Samples);

    [Fact]
    public void After_a_reinstatement_any_order_and_repetition_of_what_is_made_before_and_after_it_ends_in_the_same_user() =>
        Gen.Select(Histories.Timed.Array[1, 8], Histories.Timed.Array[1, 8], Gen.Int[0, int.MaxValue]).Sample(
            (before, after, seed) =>
            {
                var at = Histories.Start.AddSeconds(10.5);
                var deleted = Apply(new UserState(), before.Append(Histories.DeletionAt(9)));
                var reinstated = UserMerge.Join(deleted, deleted.Reinstating(at));
                var later = after.Select(change => change.Later(20)).ToArray();
                var random = new Random(seed);
                // What was made before it may come again, and late.
                var mixed = later.Concat(before).Append(Histories.DeletionAt(10)).Concat(later.Where(_ => random.Next(2) == 0)).ToArray();
                random.Shuffle(mixed);
                return Apply(reinstated, mixed) == Apply(reinstated, later);
            },
            iter: Samples);

    [Fact]
    public void A_reinstated_user_is_not_stored_until_something_is_made_after_it() =>
        Histories.Timed.Array[1, 8].Sample(
            before =>
            {
                var deleted = Apply(new UserState(), before.Append(Histories.DeletionAt(9)));
                var reinstated = UserMerge.Join(deleted, deleted.Reinstating(Histories.Start.AddSeconds(10)));
                return reinstated.DeletedAt is null && UserProfile.Of(reinstated, "user_1") is null
                    && UserProfile.Of(Apply(reinstated, before), "user_1") is null;
            },
            iter: Samples);

    [Theory]
    [InlineData(0)]
    [InlineData(-100)]
    [InlineData(100)]
    public void A_reinstatement_outranks_the_deletion_that_it_undoes_whatever_the_clocks_say(int secondsApart)
    {
        var deleted = UserState.Deleted(new(Histories.Start));
        var reinstated = UserMerge.Join(deleted, deleted.Reinstating(Histories.Start.AddSeconds(secondsApart)));
        Assert.Null(reinstated.DeletedAt);
        Assert.Null(Apply(reinstated, [Histories.DeletionAt(0)]).DeletedAt);
        // And so does the next one.
        var again = Apply(reinstated, [new(UserState.Deleted(new(Histories.Start.AddSeconds(200))), Histories.Start.AddSeconds(200))]);
        Assert.NotNull(again.DeletedAt);
        Assert.Null(UserMerge.Join(again, again.Reinstating(Histories.Start.AddSeconds(secondsApart))).DeletedAt);
    }

    [Fact]
    public void A_deletion_by_an_operator_always_has_an_effect() =>
        Gen.Select(Any, Gen.Int[-5, 15], Gen.Int[-5, 15]).Sample(
            (state, began, second) =>
            {
                var living = state with { BeganAt = Histories.Start.AddSeconds(began), DeletedAt = null };
                var deletion = living.Deleting(new(living.InThisLife(Histories.Start.AddSeconds(second))));
                return UserMerge.Join(living, deletion).DeletedAt is not null;
            },
            iter: Samples);

    private static UserState Apply(UserState state, IEnumerable<TimedChange> changes) => changes.Aggregate(
        state,
        (joined, change) => UserMerge.Join(
            joined,
            change.State.DeletedAt is { } at ? joined.Deleting(new(at)) : joined.InThisLife(change.State, change.MadeAt)));

    private static DateTimeOffset? At(int life) => life == 0 ? null : Histories.Start.AddSeconds(life);
}
