using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>Tries whether the process can listen where it is to listen, and finds the setting that is to blame when it cannot.</summary>
/// <remarks>The web server starts last. If it found a taken port only then, a silo would join the cluster and leave it again.</remarks>
internal sealed class ListenTrial(IHostEnvironment environment, KestrelSettings kestrel, IReadOnlyList<ListenAddress> addresses)
{
    /// <exception cref="SettingException">The process cannot listen.</exception>
    public async Task Run()
    {
        if (await Try(addresses) is not null)
            await FindFault();
        var https = addresses.Where(address => address.IsHttps);
        foreach (var certificate in https.SelectMany(address => kestrel.CertificatesOf(address.Endpoint)))
            new CertificateTrial(environment, certificate).CheckDates();
    }

    // Returns when the cause is gone by now, as a port that was taken for a moment.
    private async Task FindFault()
    {
        foreach (var certificate in kestrel.Certificates)
            await new CertificateTrial(environment, certificate).Run();
        foreach (var address in addresses)
        {
            if (await Try([address]) is { } fault)
                throw address.Fault(ListenFault.Describe(fault, address, kestrel.CertificatesOf(address.Endpoint).Any()), fault);
        }
        for (var count = 2; count <= addresses.Count; count++)
        {
            if (await Try([.. addresses.Take(count)]) is { } fault)
                throw addresses[count - 1].Fault("this process listens there already, by another address. Leave one of them out.", fault);
        }
    }

    private Task<Exception?> Try(IReadOnlyCollection<ListenAddress> some) => TrialServer.Try(
        environment, kestrel.ToConfiguration(some), some.Where(address => address.Endpoint is null).Select(address => address.Url));
}
