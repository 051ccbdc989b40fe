using System.Globalization;

namespace OrleansUsers.Benchmarks;

/// <summary>The median of some figures, and the least and greatest of them.</summary>
internal readonly record struct Spread(double Median, double Least, double Greatest)
{
    public static Spread Of(IEnumerable<double> figures)
    {
        var sorted = figures.Order().ToArray();
        return new Spread((sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2, sorted[0], sorted[^1]);
    }

    public string Show(string format)
    {
        return $"{Text(Median)} ({Text(Least)}–{Text(Greatest)})";

        string Text(double value) => value.ToString(format, CultureInfo.InvariantCulture);
    }
}
