using System.Globalization;

namespace OrleansUsers.Api;

/// <summary>The progress of a run as one line of text.</summary>
internal static class SyncBar
{
    private const int Cells = 20;

    /// <param name="rate">Users in a second; null when it is not known.</param>
    public static string Text(SyncAnswer state, double? rate) => string.Join("  ", Parts(state, rate));

    /// <summary>A number as people read it.</summary>
    public static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A length of time by its two largest units.</summary>
    public static string Time(TimeSpan time) => time switch
    {
        { TotalSeconds: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalSeconds} s"),
        { TotalMinutes: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours} h {time.Minutes} min"),
    };

    private static IEnumerable<string> Parts(SyncAnswer state, double? rate)
    {
        var name = state.Provider ?? "sync";
        var seen = state.Seen ?? 0;
        if (state.Total is not { } total)
        {
            yield return name;
            yield return "counting";
            if (seen > 0)
                yield return $"{Number(seen)} seen";
        }
        else
        {
            var share = seen >= total ? 1 : (double)Math.Max(seen, 0) / total;
            yield return string.Create(CultureInfo.InvariantCulture, $"{name} [{Bar(share)}] {(int)(share * 100)} %");
            yield return $"{Number(seen)} of {Number(total)}";
            if (seen >= total && !state.HasEnded)
                yield return "looking for deleted users";
            else if (rate is > 0 && seen < total)
            {
                yield return $"{Rate(rate.Value)}/s";
                yield return $"{Time(TimeLeft((total - seen) / rate.Value))} left";
            }
        }
        if (state.Requests is { } requests)
            yield return requests == 1 ? "1 request" : $"{Number(requests)} requests";
    }

    private static string Rate(double rate) => rate switch
    {
        >= 10 => Number((long)rate),
        >= 0.1 => rate.ToString("0.#", CultureInfo.InvariantCulture),
        _ => "under 0.1",
    };

    private static string Bar(double share)
    {
        var full = (int)(share * Cells);
        return new string('#', full) + new string('-', Cells - full);
    }

    private static TimeSpan TimeLeft(double seconds) => TimeSpan.FromSeconds(Math.Min(Math.Ceiling(seconds), 1e9));
}
