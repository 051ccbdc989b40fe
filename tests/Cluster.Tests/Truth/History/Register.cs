using CsCheck;

namespace OrleansUsers.Cluster.Tests;

/// <summary>Histories of a register that is linearizable by construction: each call happens at a moment between its two ends.</summary>
internal static class Register
{
    private sealed record Step(bool IsWrite, double At, double Before, double After, int Process);

    private static readonly Gen<Step> AnyStep = Gen.Select(
        Gen.Bool, Gen.Double[2, 100], Gen.Double[0.01, 5], Gen.Double[0.01, 5], Gen.Int[0, 2],
        (isWrite, at, before, after, process) => new Step(isWrite, at, before, after, process));

    public static readonly Gen<Observation[]> Any = AnyStep.Array[1, 40].Select(steps => History(steps).ToArray());

    private static IEnumerable<Observation> History(Step[] steps)
    {
        var numbers = 1;
        var newest = 1;
        yield return Call(new Step(true, 0.5, 0.5, 0.5, 0), 1) with { ReturnedAt = TimeSpan.MaxValue };
        yield return Call(new Step(true, 0.5, 0.5, 0.5, 0), 1);
        foreach (var step in steps.OrderBy(step => step.At))
        {
            if (step.IsWrite)
            {
                newest = ++numbers;
                yield return Call(step, newest) with { ReturnedAt = TimeSpan.MaxValue };
            }
            yield return Call(step, newest);
        }
    }

    private static Observation Call(Step step, int number) => new(
        "user_1", step.Process, step.IsWrite ? "write" : "read", step.IsWrite,
        TimeSpan.FromSeconds(step.At - step.Before), TimeSpan.FromSeconds(step.At + step.After), number);
}
