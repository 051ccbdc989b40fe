using OrleansUsers.Benchmarks;

switch (args)
{
    case ["group-commit"]:
        await GroupCommitBenchmark.Run();
        return 0;
    case ["live"]:
        await LiveBenchmark.Run();
        return 0;
    case ["compare", .. var options]:
        await CompareBenchmark.Run(new Options(options));
        return 0;
    default:
        Console.Error.WriteLine("Name a benchmark: compare, group-commit, live");
        return 1;
}
