using System.Globalization;

namespace OrleansUsers.Silo;

/// <summary>Compares this machine's clock with another one, for the command <c>check</c>.</summary>
public static class ClockComparison
{
    // A token is refused from 5 s on, a webhook from 300 s on.
    private const int MaxSecondsOfTokens = 5;
    private const int MaxSecondsOfWebhooks = 300;

    /// <summary>A fault when the clocks differ by more than tokens may.</summary>
    /// <param name="whose">Whose the other clock is.</param>
    /// <param name="setting">The setting that names the other machine.</param>
    /// <param name="ahead">How far the other clock is ahead of this machine's; negative when it is behind.</param>
    /// <param name="uncertainty">By how much that may be wrong.</param>
    public static CheckResult Of(string whose, string setting, TimeSpan ahead, TimeSpan uncertainty)
    {
        if (ahead.Duration() - uncertainty <= TimeSpan.FromSeconds(MaxSecondsOfTokens))
            return CheckResult.Ok($"clock: agrees with that of {whose}, within {Seconds(ahead.Duration() + uncertainty)} s");
        var difference = $"clock: {setting}: this machine's is {Seconds(ahead.Duration())} s "
            + $"{(ahead > TimeSpan.Zero ? "behind" : "ahead of")} that of {whose}";
        var refused = ahead > TimeSpan.Zero ? "new tokens are refused as not valid yet" : "tokens are refused as expired";
        var webhooks = ahead.Duration() - uncertainty > TimeSpan.FromSeconds(MaxSecondsOfWebhooks)
            ? $", and webhooks from {MaxSecondsOfWebhooks} s on" : "";
        return CheckResult.Fault($"{difference}. Set the one that is wrong by NTP: from {MaxSecondsOfTokens} s on {refused}{webhooks}.");
    }

    private static string Seconds(TimeSpan time) =>
        (time.TotalSeconds < 10 ? Math.Round(time.TotalSeconds, 1) : Math.Round(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
