using OrleansUsers.Benchmarks;
using OrleansUsers.Harness;

switch (args)
{
    case ["group-commit"]:
        foreach (var kind in Enum.GetValues<DatabaseKind>())
            await GroupCommitBenchmark.Run(kind);
        return 0;
    case ["live"]:
        await LiveBenchmark.Run();
        return 0;
    case ["write-costs"]:
        await WriteCostBenchmark.Run();
        return 0;
    case ["compare", .. var options]:
        await CompareBenchmark.Run(new Options(options));
        return 0;
    case ["steady", .. var options]:
        await SteadyBenchmark.Run(new Options(options));
        return 0;
    case ["growth", .. var options]:
        await GrowthBenchmark.Run(new Options(options));
        return 0;
    case ["moves", .. var options]:
        await MovesBenchmark.Run(new Options(options));
        return 0;
    case ["network", .. var options]:
        await NetworkBenchmark.Run(new Options(options));
        return 0;
    case ["million", .. var options]:
        await MillionBenchmark.Run(new Options(options));
        return 0;
    case ["stale", .. var options]:
        await StaleBenchmark.Run(new Options(options));
        return 0;
    case ["processes", .. var options]:
        await ProcessesBenchmark.Run(new Options(options));
        return 0;
    case ["sync", .. var options]:
        await SyncBenchmark.Run(new Options(options));
        return 0;
    case ["search", .. var options]:
        await SearchBenchmark.Run(new Options(options));
        return 0;
    default:
        Console.Error.WriteLine(
            "Name one: compare, steady, growth, processes, moves, network, million, stale, sync, search, group-commit, write-costs, live");
        return 1;
}
