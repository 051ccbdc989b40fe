using System.Diagnostics.Metrics;

namespace OrleansUsers.Api;

/// <summary>
/// Tells the operator which tokens are refused and why: each in a metric, and in the log once a minute for each reason and provider.
/// </summary>
internal sealed partial class TokenRefusalLog(SampledWarnings warnings, Meter meter, ILogger<TokenRefusalLog> logger)
{
    /// <summary>Stands for all issuers that are no provider's.</summary>
    public const string NoProvider = "unknown";

    private readonly Counter<long> _refused = meter.CreateCounter<long>(
        "orleans_users.tokens.refused", description: "Tokens that were refused, by provider and reason.");

    public void Report(string provider, TokenRefusal refusal)
    {
        _refused.Add(
            1, new KeyValuePair<string, object?>("provider", provider), new KeyValuePair<string, object?>("reason", refusal.Reason));
        if (warnings.ShouldTell(provider, refusal.Reason, out var leftOut))
            Refused(logger, provider, refusal.Reason, refusal.Detail, leftOut);
    }

    [LoggerMessage(LogLevel.Warning, "A token of the provider {Provider} was refused ({Reason}). {Detail} "
        + "{LeftOut} more since the last such line.")]
    private static partial void Refused(ILogger logger, string provider, string reason, string detail, long leftOut);
}
