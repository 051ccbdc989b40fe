using OrleansUsers.Grains;

namespace OrleansUsers.Silo.Tests;

/// <summary>The contract of both databases for the table <c>change_delivery</c>.</summary>
public abstract class DeliveryTableContractTests : IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private static readonly DeliveryProgress Somewhere = new(
        7,
        3,
        [
            new("user_1", 2, ChangeKind.Created, DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_123), 5),
            new("auth0|\"☃\\ ,{}[]", long.MaxValue, ChangeKind.Reinstated, DateTimeOffset.UnixEpoch, long.MaxValue),
        ]);

    private protected abstract IDeliveryTable Table { get; }

    public abstract ValueTask InitializeAsync();

    public abstract ValueTask DisposeAsync();

    [Fact]
    public async Task Progress_is_saved_and_the_next_sender_continues_there()
    {
        Assert.Equal((0L, 0, 0), Numbers(await Table.Acquire("one", Long, default)));
        Assert.True(await Table.Save("one", Long, Somewhere, default));
        Assert.Equal(Numbers(Somewhere), Numbers(await Table.Acquire("one", Long, default)));

        await Table.Release("one", Somewhere, default);
        var next = (await Table.Acquire("two", Long, default))!;
        Assert.Equal(Numbers(Somewhere), Numbers(next));
        Assert.Equal(Somewhere.Undelivered, next.Undelivered);
    }

    [Fact]
    public async Task A_former_sender_saves_nothing()
    {
        await Table.Acquire("one", Long, default);
        await Table.Release("one", DeliveryProgress.None, default);
        Assert.False(await Table.Save("one", Long, Somewhere, default));
        await Table.Acquire("two", Long, default);

        Assert.False(await Table.Save("one", Long, Somewhere, default));
        await Table.Release("one", Somewhere, default);
        Assert.True(await Table.Save("two", Long, DeliveryProgress.None, default));
        Assert.Equal((0L, 0, 0), Numbers(await Table.Acquire("two", Long, default)));
    }

    [Fact]
    public async Task Nobody_saves_before_there_is_a_sender() => Assert.False(await Table.Save("one", Long, Somewhere, default));

    [Fact]
    public async Task A_thousand_undelivered_changes_of_the_longest_ids_are_saved()
    {
        var many = Enumerable.Range(0, 1_000)
            .Select(n => new UndeliveredChange($"{n}{new string('☃', 390)}", n, ChangeKind.Updated, DateTimeOffset.UnixEpoch, n)).ToArray();
        await Table.Acquire("one", Long, default);
        Assert.True(await Table.Save("one", Long, new DeliveryProgress(1, 1, many), default));
        Assert.Equal(many, (await Table.Acquire("one", Long, default))!.Undelivered);
    }

    private protected static (long, int, int) Numbers(DeliveryProgress? progress) =>
        (progress!.Position, progress.Taken, progress.Undelivered.Count);
}
