using System.Globalization;
using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>What an operator sets of the limits.</summary>
/// <param name="ConcurrentRequests">How many requests the process works on at once; what is held open on purpose is not counted.</param>
/// <param name="RequestsPerSecond">How many requests one caller may send in a second; null when there is no such limit.</param>
internal sealed record LimitSettings(int ConcurrentRequests, int? RequestsPerSecond)
{
    private const int DefaultConcurrentRequests = 20_000;

    /// <exception cref="SettingException">A setting is no whole number from 1.</exception>
    public static LimitSettings Read(IConfiguration configuration) => new(
        Number(configuration, nameof(ConcurrentRequests)) ?? DefaultConcurrentRequests,
        Number(configuration, nameof(RequestsPerSecond)));

    private static int? Number(IConfiguration configuration, string name) => configuration[$"Limits:{name}"] switch
    {
        null => null,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 => number,
        _ => throw new SettingException($"Limits__{name}", "it is not a whole number from 1."),
    };
}
