using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OrleansUsers.Harness;

/// <summary>An authority as an operator makes one for the silos of a cluster.</summary>
public sealed class SiloAuthority : IDisposable
{
    /// <summary>What a certificate may be used for: to be called.</summary>
    public const string Server = "1.3.6.1.5.5.7.3.1";

    /// <summary>What a certificate may be used for: to call.</summary>
    public const string Client = "1.3.6.1.5.5.7.3.2";

    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly X509Certificate2 _signer;

    /// <summary>Makes its key.</summary>
    public SiloAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=silos", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority());
        // All have the same name, as one and its successor may: they are told apart by their keys.
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        _signer = request.CreateSelfSigned(Now.AddDays(-10), Now.AddDays(10));
    }

    /// <summary>By which its certificates are known, as PEM.</summary>
    public string Pem => _signer.ExportCertificatePem();

    /// <summary>A certificate with its key.</summary>
    /// <param name="firstDay">When it begins to be good, in days from now.</param>
    /// <param name="lastDay">When it ends to be.</param>
    /// <param name="purposes">What it may be used for; none given, for both sides of a connection.</param>
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
