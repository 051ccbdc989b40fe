using CsCheck;

namespace OrleansUsers.Api.Tests;

/// <summary>Ranges of creation times have every user once, however often they are split.</summary>
public class CreationTimesTests
{
    // Some users of an import were created at the same time.
    private static readonly Gen<long[]> Times = Gen.Select(Gen.Int[1, 400], Gen.Int[1, 1000])
        .SelectMany((count, spread) => Gen.Long[-5, spread].Array[count]).Select(times => times.Order().ToArray());

    [Fact]
    public void Parts_join_and_have_every_user_once() =>
        Gen.Select(Times, Gen.Int[1, 64]).Sample((times, parts) =>
        {
            var here = new CreationTimes(times);
            var ranges = here.Split(Math.Min(parts, times.Length));
            return ranges[0].From is null && ranges[^1].To is null
                && ranges.Zip(ranges.Skip(1)).All(pair => pair.First.To == pair.Second.From && pair.First.To is not null)
                && ranges.Sum(here.CountIn) == times.Length
                && times.All(time => ranges.Count(range => range.Contains(time)) == 1);
        });

    [Fact]
    public void A_count_is_that_of_the_times_that_a_range_contains() =>
        Gen.Select(Times, Gen.Long[-10, 1010].Nullable(), Gen.Long[0, 1010].Nullable()).Sample((times, from, length) =>
        {
            var range = new CreationRange(from, length is null ? null : (from ?? 0) + length);
            return new CreationTimes(times).CountIn(range) == times.Count(time => range.Contains(time));
        });

    [Fact]
    public void Halves_have_all_users_of_the_range_and_both_have_some() =>
        Times.Sample(times =>
        {
            var here = new CreationTimes(times);
            var (open, ended) = (new Queue<CreationRange>([new CreationRange(null, null)]), new List<CreationRange>());
            while (open.TryDequeue(out var range))
            {
                if (here.Halves(range) is not { } halves)
                {
                    ended.Add(range);
                    continue;
                }
                Assert.Equal(here.CountIn(range), halves.Sum(here.CountIn));
                Assert.All(halves, half => Assert.True(here.CountIn(half) > 0 && half.Overlaps(range)));
                Assert.False(halves[0].Overlaps(halves[1]));
                halves.ToList().ForEach(open.Enqueue);
            }
            // What cannot be halved has one time, and all together have every user.
            Assert.All(ended, range => Assert.Single(times.Where(time => range.Contains(time)).Distinct()));
            Assert.Equal(times.Length, ended.Sum(here.CountIn));
        });

    [Fact]
    public void Halves_are_about_halves()
    {
        var here = new CreationTimes([.. Enumerable.Range(0, 10_000).Select(time => (long)time)]);
        for (var n = 0; n < 100; n++)
            Assert.All(here.Halves(new CreationRange(null, null))!, half => Assert.InRange(here.CountIn(half), 3_900, 6_100));
    }

    [Fact]
    public void Without_users_there_is_one_part_for_all_time() =>
        Assert.Equal((null, null), (Assert.Single(new CreationTimes([]).Split(1)).From, new CreationTimes([]).Split(1)[0].To));

    [Fact]
    public void How_Clerk_takes_its_bounds_is_found_out_although_some_ranges_differ() =>
        Gen.Select(Gen.Long[0, 3_000].Array[1_000, 1_500], Gen.Int[0, 1], Gen.Int[1, 2]).Sample((unsorted, before, behind) =>
        {
            var here = new CreationTimes([.. unsorted.Order()]);
            var bounds = new FilterBounds(before, behind);
            var counted = here.Split(16).ToDictionary(range => range, range => here.CountIn(bounds.Of(range)));
            counted[counted.Keys.First()]++;
            // Other bounds may fit as well, where no user was created at the edge of a range. None fits better.
            Assert.Equal(counted.Count - 1, counted.Count(range => range.Value == here.CountIn(Guess().Of(range.Key))));

            FilterBounds Guess() => FilterBounds.Guess(counted, here);
        });
}
