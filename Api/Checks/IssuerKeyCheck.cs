using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>Fetches the signing keys of every issuer.</summary>
internal sealed class IssuerKeyCheck(ProviderSet providers, IssuerKeyCaches keys) : ICheck
{
    public async Task<IReadOnlyList<CheckResult>> Run() =>
        await Task.WhenAll(providers.All.SelectMany(provider => provider.Issuers).Select(Try));

    private async Task<CheckResult> Try(string issuer)
    {
        if (keys.BuiltInOf(issuer) is not null)
            return CheckResult.Ok("keys: those of the built-in issuer of Development");
        try
        {
            var count = (await keys.Of(issuer).GetConfigurationAsync(CancellationToken.None)).SigningKeys.Count;
            return count > 0
                ? CheckResult.Ok($"keys of {issuer}: {count}")
                : CheckResult.Fault($"keys of {issuer}: the key set has none that can be used");
        }
        catch (IssuerUnavailableException unavailable)
        {
            return CheckResult.Fault($"keys of {issuer}: {unavailable.Message.Split('\n')[0].Trim()}");
        }
    }
}
