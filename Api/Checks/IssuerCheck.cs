using Microsoft.Extensions.Logging.Abstractions;
using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>
/// Fetches the keys of every issuer and compares the clocks. It uses no key that this process has, and changes none.
/// </summary>
internal sealed class IssuerCheck(ProviderSet providers, IssuerKeyCaches keys, TimeProvider clock) : ICheck
{
    private static readonly string[] Settings =
    [
        nameof(ProviderSettings.Issuer), nameof(ProviderSettings.AlsoIssuers), nameof(ProviderSettings.JwksUri),
        nameof(ProviderSettings.MetadataAddress),
    ];

    public string Subject => "keys of the issuers";

    public async Task<IReadOnlyList<CheckResult>> Run()
    {
        var results = await Task.WhenAll(providers.All.Where(provider => !provider.WrongSettings.Overlaps(Settings))
            .SelectMany(provider => provider.Issuers, Try));
        return [.. results.SelectMany(lines => lines)];
    }

    private async Task<IReadOnlyList<CheckResult>> Try(Provider provider, string issuer)
    {
        if (keys.BuiltInOf(issuer) is not null)
            return [CheckResult.Ok("keys: those of the built-in issuer of Development")];
        using var answers = new ObservedAnswers(clock);
        using var client = IssuerKeyCaches.Client(answers);
        var source = KeySource.Of(issuer, provider, new SafeDocuments(client), NullLogger.Instance);
        return await new IssuerTrial(provider, issuer, source, answers, clock).Run();
    }
}
