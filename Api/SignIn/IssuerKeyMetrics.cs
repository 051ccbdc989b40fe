using System.Diagnostics.Metrics;

namespace OrleansUsers.Api;

/// <summary>Measures the key set of each configured issuer in this process.</summary>
internal sealed class IssuerKeyMetrics
{
    public IssuerKeyMetrics(Meter meter, IssuerKeyCaches keys)
    {
        meter.CreateObservableGauge(
            "orleans_users.keys.age",
            () => keys.All.Select(issuer => new Measurement<double>(issuer.Value.Age?.TotalSeconds ?? 0, OfIssuer(issuer.Key))),
            "s",
            "Age of the key set of an issuer; 0 while none was fetched. It is fetched while tokens of the issuer come in.");
        meter.CreateObservableCounter(
            "orleans_users.keys.fetches",
            () => keys.All.SelectMany(issuer => new Measurement<long>[]
            {
                new(issuer.Value.Fetched, OfIssuer(issuer.Key), new("outcome", "fetched")),
                new(issuer.Value.Failed, OfIssuer(issuer.Key), new("outcome", "failed")),
            }),
            "{fetch}",
            "Fetches of the key set of an issuer, by outcome: fetched, failed.");
    }

    private static KeyValuePair<string, object?> OfIssuer(string issuer) => new("issuer", issuer);
}
