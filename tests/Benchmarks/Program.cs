using OrleansUsers.Benchmarks;

switch (args)
{
    case ["group-commit"]:
        await GroupCommitBenchmark.Run();
        return 0;
    default:
        Console.Error.WriteLine("Name a benchmark: group-commit");
        return 1;
}
