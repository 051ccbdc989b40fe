using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class LiveSlowReaderTests(Apps apps, ITestOutputHelper output)
{
    private const int Changes = 2_000;
    private const int Stalled = 10;
    private const long Megabyte = 1 << 20;

    [Fact]
    public async Task Who_does_not_read_costs_no_memory_and_gets_the_newest_state_in_the_end()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Sqlite);
        var (user, caller) = await app.NewCallerAsync(claims => claims["exp"] = (long)claims["iat"]! + 600);
        // What such a storm costs when everybody reads, or nobody is there.
        var last = await app.FillAsync(user, from: 1, Changes);
        var before = app.Api.ResidentBytes;

        var streams = await Task.WhenAll(Enumerable.Range(0, Stalled).Select(_ => caller.OpenAsync()));
        foreach (var live in streams)
        {
            Assert.Equal(Watching.Called(last), (await live.NextAsync()).Name);
            live.StopReading();
        }
        last = await app.FillAsync(user, last + 1, Changes);
        var after = app.Api.ResidentBytes;
        output.WriteLine($"{before / Megabyte} MB before, {after / Megabyte} MB after");
        // Kept for each, the changes would be 640 MB.
        Assert.InRange(after - before, long.MinValue, 150 * Megabyte);

        var read = await Task.WhenAll(streams.Skip(1).Select(live => ReadUntilAsync(live, last)));
        output.WriteLine($"events on the way: {string.Join(' ', read)}");
        Assert.All(read, count => Assert.InRange(count, 1, Changes / 2));
        await using var again = await caller.OpenAsync(streams[0].LastId);
        Assert.Equal(Watching.Called(last), (await again.NextAsync()).Name);
        foreach (var live in streams)
            await live.DisposeAsync();
    }

    private static async Task<int> ReadUntilAsync(LiveClient live, int last)
    {
        live.ReadOn();
        var (version, count) = (0L, 0);
        for (var name = ""; name != Watching.Called(last); count++)
        {
            var next = await live.NextAsync();
            Assert.True(next.Version > version);
            (version, name) = (next.Version, next.Name);
        }
        return count;
    }
}
