using System.Diagnostics.Metrics;

namespace OrleansUsers.Api;

/// <summary>
/// Reports refused tokens to the operator: each one in a metric, and in the log at most once a minute for each reason and provider.
/// </summary>
internal sealed partial class TokenRefusalLog(SampledWarnings warnings, Meter meter, ILogger<TokenRefusalLog> logger)
{
    /// <summary>The provider in the log and the metric for tokens whose issuer is not configured.</summary>
    public const string NoProvider = "unknown";

    private readonly Counter<long> _refused = meter.CreateCounter<long>(
        "orleans_users.tokens.refused", description: "Tokens that were refused, by provider and reason.");

    public void Report(string provider, TokenRefusal refusal)
    {
        _refused.Add(
            1, new KeyValuePair<string, object?>("provider", provider), new KeyValuePair<string, object?>("reason", refusal.Reason));
        if (warnings.ShouldLog(provider, refusal.Reason, out var suppressed))
            Refused(logger, provider, refusal.Reason, refusal.Detail, suppressed);
    }

    [LoggerMessage(LogLevel.Warning, "A token of the provider {Provider} was refused ({Reason}). {Detail} "
        + "Such lines suppressed since the last one: {Suppressed}.")]
    private static partial void Refused(ILogger logger, string provider, string reason, string detail, long suppressed);
}
