using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OrleansUsers.Harness;

/// <summary>A certificate authority, such as an operator makes for the silos of a cluster.</summary>
public sealed class SiloAuthority : IDisposable
{
    /// <summary>The extended key usage of servers.</summary>
    public const string Server = "1.3.6.1.5.5.7.3.1";

    /// <summary>The extended key usage of clients.</summary>
    public const string Client = "1.3.6.1.5.5.7.3.2";

    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly X509Certificate2 _signer;

    /// <summary>Makes an authority with a new key.</summary>
    public SiloAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=silos", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority());
        // All authorities have the same name, as one and its successor may. Their keys distinguish them.
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        _signer = request.CreateSelfSigned(Now.AddDays(-10), Now.AddDays(10));
    }

    /// <summary>The authority's own certificate, as PEM.</summary>
    public string Pem => _signer.ExportCertificatePem();

    /// <summary>Issues a certificate with its key.</summary>
    /// <param name="firstDay">The start of its validity, in days from now.</param>
    /// <param name="lastDay">The end of its validity, in days from now.</param>
    /// <param name="purposes">Its extended key usages; by default server and client.</param>
    public X509Certificate2 Issue(int firstDay = -1, int lastDay = 1, params string[] purposes)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=silo", key, HashAlgorithmName.SHA256);
        var usages = new OidCollection();
        foreach (var purpose in purposes is [] ? [Server, Client] : purposes)
            usages.Add(new Oid(purpose));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(usages, critical: false));
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_signer, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        using var signed = request.Create(_signer, Now.AddDays(firstDay), Now.AddDays(lastDay), Guid.NewGuid().ToByteArray());
        return signed.CopyWithPrivateKey(key);
    }

    /// <inheritdoc/>
    public void Dispose() => _signer.Dispose();
}
