using System.Net.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Connections.Security;

namespace OrleansUsers.Silo;

/// <summary>TLS between silos. Each side must present a certificate that the cluster's own authority has signed.</summary>
internal static class SiloTls
{
    public const string Keys = $"{CertificateFiles.CertificateKey}, {CertificateFiles.PrivateKeyKey} and {CertificateFiles.AuthorityKey}";

    public static bool IsSet(OrleansSettings settings) => settings.Tls is not { Certificate: null, Key: null, Authority: null };

    public static ISiloBuilder AddTls(this ISiloBuilder silo, OrleansSettings settings, SettingsReader reader)
    {
        if (!IsSet(settings) || reader.Try(() => CertificateFiles.Read(settings.Tls)) is not { } files)
            return silo;
        silo.Services.AddOptions<SiloConnectionOptions>().Configure<ILogger<CertificateFiles>>((connections, log) =>
        {
            var tls = Options(() => files.Current(log));
            connections.ConfigureSiloInboundConnection(inbound => inbound.UseServerTls(tls));
            connections.ConfigureGatewayInboundConnection(inbound => inbound.UseServerTls(tls));
            connections.ConfigureSiloOutboundConnection(outbound => outbound.UseClientTls(tls));
        });
        return silo;
    }

    private static TlsOptions Options(Func<SiloCertificates> current) => new()
    {
        // The package requires it. The certificate that is presented is set for each connection below.
        LocalCertificate = current().Own,
        RemoteCertificateMode = RemoteCertificateMode.RequireCertificate,
        ClientCertificateMode = RemoteCertificateMode.RequireCertificate,
        // The name in the certificate is not checked: a silo's address lasts only as long as its process. Every certificate of the
        // authority is one of a silo of this cluster.
        RemoteCertificateValidation = (_, _, errors) => (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None,
        OnAuthenticateAsServer = (_, connection) =>
        {
            var certificates = current();
            var server = (SslServerAuthenticationOptions)connection.SslServerAuthenticationOptions;
            server.ServerCertificateSelectionCallback = null;
            server.ServerCertificateContext = certificates.Presented;
            server.CertificateChainPolicy = certificates.Trust();
            // A resumed session would not verify the certificate again.
            server.AllowTlsResume = false;
        },
        OnAuthenticateAsClient = (_, connection) =>
        {
            var certificates = current();
            var client = (SslClientAuthenticationOptions)connection.SslClientAuthenticationOptions;
            client.ClientCertificateContext = certificates.Presented;
            client.CertificateChainPolicy = certificates.Trust();
            client.AllowTlsResume = false;
        },
    };
}
