using OrleansUsers.Benchmarks;

switch (args)
{
    case ["group-commit"]:
        await GroupCommitBenchmark.Run();
        return 0;
    case ["live"]:
        await LiveBenchmark.Run();
        return 0;
    default:
        Console.Error.WriteLine("Name a benchmark: group-commit, live");
        return 1;
}
