using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class CertificateRefusalTests : IDisposable
{
    private const string Password = "open-sesame";
    private const string Default = "Kestrel__Certificates__Default";
    private const string Own = "Kestrel__Endpoints__Web__Certificate";

    private readonly TemporaryFolder _folder = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static ApiSettings Unset => new ApiSettings().Without("ASPNETCORE_URLS");

    private static ApiSettings Https => Unset.With("Kestrel__Endpoints__Web__Url", "https://127.0.0.1:0");

    [Theory, InlineData(Default), InlineData(Own)]
    public async Task A_file_that_is_missing_or_no_file_or_holds_no_certificate_is_refused(string section)
    {
        await RefusedAsync(Https.With($"{section}__Path", _folder.File("nowhere.pfx")), $"{section}__Path");
        await RefusedAsync(Https.With($"{section}__Path", _folder.Path), $"{section}__Path");
        await RefusedAsync(Https.With($"{section}__Path", Write("words.pfx", "no certificate"u8.ToArray())), $"{section}__Path");
    }

    [Theory, InlineData(Default), InlineData(Own)]
    public async Task A_password_that_does_not_open_the_file_is_refused_and_not_told(string section)
    {
        var locked = Https.With($"{section}__Path", Pfx(Certificate(days: 1), Password));
        await RefusedAsync(locked, $"{section}__Path");
        await RefusedAsync(locked.With($"{section}__Password", "wrong-sesame"), $"{section}__Path", "wrong-sesame");
    }

    [Theory, InlineData(Default), InlineData(Own)]
    public async Task A_certificate_without_its_own_key_is_refused(string section)
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = Https.With($"{section}__Path", Pem("tls.crt", Certificate(days: 1).ExportCertificatePem()));
        await RefusedAsync(pem, $"{section}__Path");
        await RefusedAsync(pem.With($"{section}__KeyPath", _folder.File("nowhere.key")), $"{section}__KeyPath");
        await RefusedAsync(pem.With($"{section}__KeyPath", Pem("other.key", other.ExportPkcs8PrivateKeyPem())), $"{section}__KeyPath");
    }

    [Fact]
    public Task A_certificate_that_has_expired_is_refused() =>
        RefusedAsync(Https.With($"{Default}__Path", Pfx(Certificate(days: -1))), $"{Default}__Path");

    [Fact]
    public Task A_certificate_that_no_store_has_is_refused() =>
        RefusedAsync(Https.With($"{Default}__Subject", "users.example.test"), $"{Default}__Subject");

    [Fact]
    public Task A_certificate_of_an_endpoint_on_http_is_refused() => RefusedAsync(
        Https.With("Kestrel__Endpoints__Web__Url", "http://127.0.0.1:0").With($"{Own}__Path", Pfx(Certificate(days: 1))),
        "Kestrel__Endpoints__Web__Url");

    [Fact]
    public async Task A_good_certificate_is_listened_with_in_either_kind_of_file()
    {
        using var certificate = Certificate(days: 1);
        var settings = Unset.With("ASPNETCORE_HTTP_PORTS", "0").With("ASPNETCORE_HTTPS_PORTS", "0");
        await using var pfx = await ApiProcess.StartAsync(
            settings.With($"{Default}__Path", Pfx(certificate, Password)).With($"{Default}__Password", Password));
        await IsServedAsync(certificate, pfx);

        var pem = settings.With($"{Default}__Path", Pem("tls.crt", certificate.ExportCertificatePem()))
            .With($"{Default}__KeyPath", Pem("tls.key", _key.ExportPkcs8PrivateKeyPem())).With($"{Default}__Password", "");
        await using var api = await ApiProcess.StartAsync(pem);
        await IsServedAsync(certificate, api);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _key.Dispose();
    }

    private static async Task IsServedAsync(X509Certificate2 certificate, ApiProcess api)
    {
        using var client = new HttpClient(new HttpClientHandler
        {
            UseProxy = false,
            ServerCertificateCustomValidationCallback = (_, given, _, _) => given!.Thumbprint == certificate.Thumbprint,
        });
        var port = new Uri(api.ListensOn("https:")).Port;
        Assert.Equal("Healthy", await client.GetStringAsync(new Uri($"https://127.0.0.1:{port}/health/ready")));
    }

    private static Task RefusedAsync(ApiSettings settings, string key, params IEnumerable<string> secrets) =>
        Refusal.OfAsync(settings, key, [Password, .. secrets]);

    private X509Certificate2 Certificate(int days)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new CertificateRequest("CN=127.0.0.1", _key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-2), now.AddDays(days));
    }

    private string Pfx(X509Certificate2 certificate, string? password = null) =>
        Write("server.pfx", certificate.Export(X509ContentType.Pkcs12, password));

    private string Pem(string name, string text) => Write(name, Encoding.ASCII.GetBytes(text));

    private string Write(string name, byte[] content)
    {
        File.WriteAllBytes(_folder.File(name), content);
        return _folder.File(name);
    }
}
