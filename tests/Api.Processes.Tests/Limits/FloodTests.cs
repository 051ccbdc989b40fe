using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>Who asks for what does not exist fills neither memory nor database.</summary>
[Collection(nameof(SerialTests))]
public sealed class FloodTests(Apps apps, ITestOutputHelper output)
{
    private const int Callers = 2_500;
    private const int Profiles = 37_500;
    private const int Batches = 500;
    private const int BatchSize = 100;
    private const int Channels = 10_000;
    private const int WarmUpShare = 10;

    // A third of what the grains of all those ids take that are left in memory.
    private const long MaxGrowth = 120_000_000;

    private static readonly ParallelOptions ManyAtOnce = new() { MaxDegreeOfParallelism = 64 };

    [Fact]
    public async Task A_hundred_thousand_unknown_ids_leave_nothing_behind()
    {
        // The collector is told to keep no more than it must and leaves no gaps, so that memory shows what is held.
        await using var app = await apps.StartAsync(DatabaseKind.Postgres, settings => settings
            .With("DOTNET_gcServer", "0").With("DOTNET_GCgen0size", "0x1000000").With("DOTNET_GCConserveMemory", "9"));
        var (_, reader) = await app.NewCallerAsync(claims => claims["exp"] = (long)claims["iat"]! + 3_600);
        Expect.Ok(await reader.StoreAsync());
        var callers = new SignedIn[Callers];
        await Parallel.ForAsync(0, Callers, ManyAtOnce, async (n, _) =>
            callers[n] = (await app.NewCallerAsync(claims => claims["exp"] = (long)claims["iat"]! + 3_600)).Caller);

        await FloodAsync(reader, callers[..(Callers / WarmUpShare)], 1.0 / WarmUpShare);
        var (rows, before) = (await RowsAsync(app.Database), app.Api.ResidentBytes);
        await FloodAsync(reader, callers, 1);
        var after = app.Api.ResidentBytes;

        output.WriteLine($"{before >> 20} MB before, {after >> 20} MB after");
        Assert.InRange(after - before, long.MinValue, MaxGrowth);
        Assert.Equal(rows, await RowsAsync(app.Database));
    }

    private static async Task FloodAsync(SignedIn reader, SignedIn[] callers, double share)
    {
        await ManyAsync(Profiles * share, async () =>
            Assert.Equal(HttpStatusCode.NotFound, (await reader.ProfileAsync(Person.New().Id)).Status));
        await ManyAsync(Batches * share, async () =>
        {
            var ids = Enumerable.Range(0, BatchSize).Select(_ => Person.New().Id);
            Assert.All(Expect.Ok(await reader.ProfilesAsync(ids)).AsArray(), Assert.Null);
        });
        await ManyAsync(Channels * share, async () =>
            Assert.Empty(Expect.Ok(await reader.ChannelAsync($"{Guid.NewGuid():N}"))["items"]!.AsArray()));
        await Parallel.ForEachAsync(callers, ManyAtOnce, async (caller, _) =>
            Assert.Equal(HttpStatusCode.NotFound, (await caller.CurrentAsync()).Status));
    }

    private static Task ManyAsync(double count, Func<Task> ask) =>
        Parallel.ForAsync(0, (int)count, ManyAtOnce, async (_, _) => await ask());

    private static async Task<SortedDictionary<string, long>> RowsAsync(UsersDatabase database)
    {
        var tables = await database.QueryAsync(
            "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'");
        var rows = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var name in tables.Select(table => (string)table["name"]!))
            rows[name] = (long)(await database.QueryAsync($"select count(*) as rows from \"{name}\""))[0]["rows"]!;
        Assert.True(rows["users"] > 0);
        return rows;
    }
}
