using System.Diagnostics.Metrics;

namespace OrleansUsers.Api;

/// <summary>
/// Reports refused tokens to the operator: each one in a metric, and in the log at most once a minute for each reason and provider.
/// </summary>
internal sealed partial class TokenRefusalLog
{
    /// <summary>The provider in the log and the metric for tokens whose issuer is not configured.</summary>
    public const string NoProvider = "unknown";

    private readonly SampledWarnings _warnings;
    private readonly ILogger _logger;
    private readonly Counter<long> _refused;

    public TokenRefusalLog(SampledWarnings warnings, Meter meter, ProviderSet providers, ILogger<TokenRefusalLog> logger)
    {
        (_warnings, _logger) = (warnings, logger);
        _refused = meter.CreateCounter<long>(
            "orleans_users.tokens.refused", "{token}", "Tokens that were refused, by provider and reason.");
        // A counter is exported from its first value on.
        foreach (var reason in TokenRefusal.ReasonsWithoutProvider)
            Count(NoProvider, reason, 0);
        foreach (var provider in providers.All)
        {
            foreach (var reason in TokenRefusal.Reasons)
                Count(provider.Name, reason, 0);
        }
    }

    public void Report(string provider, TokenRefusal refusal)
    {
        Count(provider, refusal.Reason, 1);
        if (_warnings.ShouldLog(provider, refusal.Reason, out var suppressed))
            Refused(_logger, provider, refusal.Reason, refusal.Detail, suppressed);
    }

    private void Count(string provider, string reason, int tokens) => _refused.Add(
        tokens, new KeyValuePair<string, object?>("provider", provider), new KeyValuePair<string, object?>("reason", reason));

    [LoggerMessage(LogLevel.Warning, "A token of the provider {Provider} was refused ({Reason}). {Detail} "
        + "Such lines suppressed since the last one: {Suppressed}.")]
    private static partial void Refused(ILogger logger, string provider, string reason, string detail, long suppressed);
}
