using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>Checks whether the process can listen on its addresses. When it cannot, finds the setting that is the cause.</summary>
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

    // Returns without an exception when the cause has disappeared, such as a port that was in use for a moment.
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
                throw addresses[count - 1].Fault("another address of this process listens there already. Remove one of them.", fault);
        }
    }

    private Task<Exception?> Try(IReadOnlyCollection<ListenAddress> some) => TrialServer.Try(
        environment, kestrel.ToConfiguration(some), some.Where(address => address.Endpoint is null).Select(address => address.Url));
}
