using CsCheck;

namespace OrleansUsers.Api.Tests;

public sealed class RecentDeliveriesTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(1_760_000_000);

    [Fact]
    public void Any_sequence_shows_the_last_verified_ones_and_at_most_a_tenth_of_others_newest_first() =>
        // Runs of one kind, so that each kind fills the places alone, before the other, and mixed with it.
        Gen.Select(Gen.Bool, Gen.Int[1, 700]).Array[0, 12].Sample(runs =>
        {
            var (deliveries, added) = (new RecentDeliveries(), new List<WebhookDelivery>());
            foreach (var (isVerified, count) in runs)
            {
                for (var i = 0; i < count; i++)
                {
                    added.Add(Delivery(added.Count, isVerified));
                    deliveries.Add(added[^1]);
                }
            }
            var others = added.Where(delivery => !delivery.IsVerified).TakeLast(RecentDeliveries.UnverifiedPlaces);
            var expected = added.Where(delivery => delivery.IsVerified).TakeLast(RecentDeliveries.Places).Concat(others)
                .OrderByDescending(delivery => delivery.ReceivedAt).Take(RecentDeliveries.Places);
            Assert.Equal(expected, deliveries.Read());
        }, iter: 200);

    [Fact]
    public async Task Readers_see_whole_deliveries_while_many_threads_add()
    {
        var deliveries = new RecentDeliveries();
        var adding = Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < 20_000; i++)
                deliveries.Add(Delivery(i, isVerified: (i + thread) % 3 > 0));
        })).ToArray();
        do
        {
            var read = deliveries.Read();
            Assert.InRange(read.Count, 0, RecentDeliveries.Places);
            Assert.InRange(read.Count(delivery => !delivery.IsVerified), 0, RecentDeliveries.UnverifiedPlaces);
            Assert.All(read, delivery => Assert.Equal(Start.AddSeconds(long.Parse(delivery.DeliveryId!)), delivery.ReceivedAt));
        }
        while (!adding.All(task => task.IsCompleted));
        await Task.WhenAll(adding);
        Assert.Equal(RecentDeliveries.Places, deliveries.Read().Count);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("msg_2Xy.-~ 1", "msg_2Xy.-~ 1")]
    [InlineData("a\nb\u001b[31m\u202ec\u00e4\ud83d\ude00", "a?b?[31m?c???")]
    public void What_a_sender_chose_is_shown_as_plain_text(string? text, string? shown) => Assert.Equal(shown, WebhookDelivery.Plain(text));

    [Fact]
    public void What_a_sender_chose_is_bounded() => Assert.Equal(new string('x', 100), WebhookDelivery.Plain(new string('x', 30_000)));

    private static WebhookDelivery Delivery(int number, bool isVerified) =>
        new(Start.AddSeconds(number), "clerk", $"{number}", null, null, "stored", null, null) { IsVerified = isVerified };
}
