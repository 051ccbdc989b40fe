using System.Security.Cryptography.X509Certificates;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class TlsRefusalTests : IDisposable
{
    private const string Certificate = "Orleans__Tls__Certificate";
    private const string Key = "Orleans__Tls__Key";
    private const string Authority = "Orleans__Tls__Authority";
    private const string Advertised = "Orleans__AdvertisedIPAddress";

    private static readonly ApiSettings Good = new() { Environment = "Development" };

    private readonly TemporaryFolder _folder = new();
    private readonly SiloAuthority _authority = new();
    private readonly SiloFiles _files;

    public TlsRefusalTests() => _files = new SiloFiles(_folder.File("silo"), _authority);

    private ApiSettings Secure => _files.AddTo(Good);

    [Theory, InlineData("10.20.30.40"), InlineData("2001:db8::1")]
    public Task An_address_that_other_machines_reach_is_refused_without_TLS(string address) =>
        Refusal.OfAsync(Good.With(Advertised, address), Advertised, address);

    [Theory, InlineData("0.0.0.0"), InlineData("::"), InlineData("here")]
    public Task An_address_that_is_no_machine_s_is_refused_with_TLS_too(string address) =>
        Refusal.OfAsync(Secure.With(Advertised, address), Advertised, address);

    [Theory, InlineData(Certificate), InlineData(Key), InlineData(Authority)]
    public Task TLS_that_is_set_in_part_is_refused(string missing) => Refusal.OfAsync(Secure.Without(missing), missing);

    [Theory, InlineData(Certificate), InlineData(Key), InlineData(Authority)]
    public async Task A_file_that_cannot_be_read_or_holds_something_else_is_refused(string key)
    {
        await Refusal.OfAsync(Secure.With(key, "/nowhere/silo.pem"), key, "/nowhere");
        await Refusal.OfAsync(Secure.With(key, Repository.ApiProgram), key, Repository.ApiProgram);
    }

    [Fact]
    public async Task A_key_of_another_certificate_is_refused()
    {
        var others = new SiloFiles(_folder.File("another"), _authority);
        await Refusal.OfAsync(Secure.With(Key, others.Key), Key, others.Key);
    }

    [Fact]
    public async Task A_certificate_of_another_authority_is_refused()
    {
        using var other = new SiloAuthority();
        await RefusedAsync(other.Issue());
    }

    [Theory, InlineData(-2, -1), InlineData(1, 2)]
    public Task A_certificate_that_is_not_good_today_is_refused(int firstDay, int lastDay) =>
        RefusedAsync(_authority.Issue(firstDay, lastDay));

    [Theory, InlineData(SiloAuthority.Server), InlineData(SiloAuthority.Client)]
    public Task A_certificate_for_one_side_of_a_connection_is_refused(string purpose) => RefusedAsync(_authority.Issue(purposes: purpose));

    [Theory, InlineData("yes"), InlineData("true")]
    public Task Kubernetes_is_refused_where_it_is_not(string value) =>
        Refusal.OfAsync(Good.With("KUBERNETES_SERVICE_HOST", "").With("Orleans__Kubernetes", value), "Orleans__Kubernetes");

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    private async Task RefusedAsync(X509Certificate2 certificate)
    {
        using (certificate)
            _files.Write(certificate, _authority);
        await Refusal.OfAsync(Secure, Certificate, _files.Certificate);
    }
}
