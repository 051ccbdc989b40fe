using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>
/// Runs in a running process the checks of the command <c>check</c>. Calls that come during a run share it, so there is one run at a time,
/// however many calls there are.
/// </summary>
internal sealed class ChecksInProcess(
    IEnumerable<ICheck> checks, ProviderSet providers, IssuerKeyCaches keys, RecentDeliveries deliveries, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private Task<CheckReport>? _run;

    /// <summary>Takes 9 s at most.</summary>
    public Task<CheckReport> Run()
    {
        lock (_lock)
        {
            if (_run is null or { IsCompleted: true })
                _run = Task.Run(RunNow);
            return _run;
        }
    }

    private async Task<CheckReport> RunNow()
    {
        var results = await Task.WhenAll(CheckRun.Start(checks, clock));
        return new CheckReport(
            [.. results.SelectMany(lines => lines).Select(result => new CheckItem(result.Level, result.Text))],
            [.. providers.All.SelectMany(provider => provider.Issuers).Select(Keys)],
            deliveries.LastVerifiedAt,
            HelpText.Version);
    }

    private IssuerKeyState Keys(string issuer) => keys.BuiltInOf(issuer) is not null ? new(issuer, 1, null)
        : new(issuer, keys.Of(issuer).Count, clock.GetUtcNow() - keys.Of(issuer).Age);
}
