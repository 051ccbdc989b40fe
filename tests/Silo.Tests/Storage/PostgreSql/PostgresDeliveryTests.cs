using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrleansUsers.Grains;
using OrleansUsers.Harness;

namespace OrleansUsers.Silo.Tests;

public sealed class PostgresDeliveryTests : DeliveryTableContractTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(0.5);

    private PostgresDatabase _database = null!;
    private NpgsqlDataSource _connections = null!;

    private protected override IDeliveryTable Table => new PostgresDeliveryTable(_connections);

    public override async ValueTask InitializeAsync()
    {
        _database = await PostgresDatabase.CreateAsync();
        _connections = PostgresPools.Create(PostgresSettings.Read(_database.ConnectionString)).Store;
        await new PostgresStore(_connections, NullLogger<PostgresStore>.Instance).Prepare();
    }

    [Fact]
    public async Task Of_many_processes_one_is_the_sender_until_its_time_is_over()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => Table.Acquire($"process {n}", Moment, default)));
        Assert.Single(all, progress => progress is not null);
        var first = $"process {Array.FindIndex(all, progress => progress is not null)}";

        // Each save prolongs it.
        using var beat = new PeriodicTimer(Moment / 5);
        for (var i = 0; i < 10; i++)
        {
            await beat.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            Assert.True(await Table.Save(first, Moment, DeliveryProgress.None, default));
            Assert.Null(await Table.Acquire("another", Moment, default));
        }
        while (await Table.Acquire("another", Moment, default) is null)
            await beat.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        Assert.False(await Table.Save(first, Moment, DeliveryProgress.None, default));
    }

    [Fact]
    public async Task A_sender_whose_time_is_over_goes_on_as_long_as_nobody_else_became_the_sender()
    {
        await Table.Acquire("one", TimeSpan.Zero, default);
        Assert.True(await Table.Save("one", TimeSpan.Zero, DeliveryProgress.None, default));
        Assert.NotNull(await Table.Acquire("two", Moment, default));
        Assert.False(await Table.Save("one", Moment, DeliveryProgress.None, default));
    }

    public override async ValueTask DisposeAsync()
    {
        await _connections.DisposeAsync();
        await _database.DisposeAsync();
    }
}
