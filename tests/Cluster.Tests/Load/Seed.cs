using System.Globalization;

namespace OrleansUsers.Cluster.Tests;

/// <summary>Chance that can be had again: the seed is printed, and taken from where it was printed to.</summary>
internal static class Seed
{
    private const string Name = "STORM_SEED";

    public static Random NewRandom(ITestOutputHelper output)
    {
        var chosen = Environment.GetEnvironmentVariable(Name);
        var seed = int.TryParse(chosen, CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        output.WriteLine($"{Name}={seed}");
        return new Random(seed);
    }
}
