using System.Globalization;
using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>Tries one issuer: its keys, the issuer that its discovery document names, and its clock.</summary>
internal sealed class IssuerTrial(Provider provider, string issuer, KeySource source, ObservedAnswers answers, TimeProvider clock)
{
    private static readonly TimeSpan DiscoveryTimeout = TimeSpan.FromSeconds(3);

    // The setting that decides where the keys are fetched.
    private string KeySetting =>
        provider.JwksUri is not null ? provider.KeyOf(nameof(ProviderSettings.JwksUri))
        : provider.MetadataAddress is not null ? provider.KeyOf(nameof(ProviderSettings.MetadataAddress))
        : IssuerSetting;

    private string IssuerSetting => provider.AlsoIssuers.Index().FirstOrDefault(also => also.Item == issuer) is (var i, not null)
        ? string.Create(CultureInfo.InvariantCulture, $"{provider.KeyOf(nameof(ProviderSettings.AlsoIssuers))}__{i}")
        : provider.KeyOf(nameof(ProviderSettings.Issuer));

    public async Task<IReadOnlyList<CheckResult>> Run()
    {
        var results = new List<CheckResult> { await TryKeys() };
        if (!results[0].IsFault && await DiscoveredIssuer() is { } found && !provider.Issuers.Contains(found))
            results.Add(OtherIssuer(found));
        if (answers.Clock is var (ahead, uncertainty))
            results.Add(ClockComparison.Of(issuer, IssuerSetting, ahead, uncertainty));
        return results;
    }

    private async Task<CheckResult> TryKeys()
    {
        using var deadline = new CancellationTokenSource(IssuerKeyCache.FetchTimeout, clock);
        try
        {
            var keys = (await source.Fetch(deadline.Token).WaitAsync(deadline.Token)).Configuration;
            var usable = keys.SigningKeys.Count;
            return usable > 0
                ? CheckResult.Ok($"keys of {issuer}: {usable}")
                : CheckResult.Fault($"keys of {issuer}: {KeySetting}: {answers.Address} has {keys.JsonWebKeySet.Keys.Count} keys, and none "
                    + "can be used. A published key for signatures is needed, of the type RSA, EC or OKP.");
        }
        catch (Exception fault)
        {
            var reason = Reason(fault, deadline.IsCancellationRequested);
            return CheckResult.Fault($"keys of {issuer}: {KeySetting}: {answers.Address} {reason}");
        }
    }

    private string Reason(Exception fault, bool isLate) =>
        isLate ? $"did not answer within {IssuerKeyCache.FetchTimeout.TotalSeconds} s. Nobody can sign in before it does."
        : answers.Fault is { } unreachable ?
            $"cannot be reached: {unreachable.GetBaseException().Message.Split('\n')[0].Trim()}. Nobody can sign in before it can."
        : answers.Status is null ? fault.GetBaseException().Message.Split('\n')[0].Trim()
        : (int)answers.Status >= StatusCodes.Status300MultipleChoices ? $"answered {(int)answers.Status}. {Advice}"
        : $"answered {(answers.IsHtml ? "an HTML page" : "no JSON with keys")}. {Advice}";

    private string Advice =>
        KeySetting == IssuerSetting ? "The setting must be the issuer exactly as tokens have it in iss."
        : provider.JwksUri is not null ? "The setting must be the address of the issuer's key set."
        : "The setting must be the address of the issuer's discovery document.";

    // Not every issuer has such a document. Without one there is nothing to compare.
    private async Task<string?> DiscoveredIssuer()
    {
        if (issuer != provider.Issuer)
            return null;
        using var deadline = new CancellationTokenSource(DiscoveryTimeout, clock);
        try
        {
            return await source.DiscoveredIssuer(deadline.Token).WaitAsync(deadline.Token);
        }
        catch (Exception)
        {
            return null;
        }
    }

    // A document at another address may be made for another name of the host, and Entra's has a placeholder for the tenant.
    private CheckResult OtherIssuer(string found) => provider.MetadataAddress is not null || found.Contains('{', StringComparison.Ordinal)
        ? CheckResult.Note($"issuer {issuer}: {KeySetting}: the discovery document has the issuer {TokenRefusal.Quoted(found)}. "
            + $"Tokens must have {IssuerSetting} as iss.")
        : CheckResult.Fault($"issuer {issuer}: {IssuerSetting}: the discovery document has the issuer {TokenRefusal.Quoted(found)}. Its "
            + "tokens have that as iss and are refused. Set exactly that issuer.");
}
