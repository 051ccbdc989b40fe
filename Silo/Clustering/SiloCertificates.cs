using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OrleansUsers.Silo;

/// <summary>The texts of the three PEM files.</summary>
internal readonly record struct PemTexts(string Certificate, string PrivateKey, string Authority);

/// <summary>The certificate that a silo presents to other silos, and the authority by which it verifies theirs.</summary>
/// <param name="Own">The silo's certificate with its private key.</param>
/// <param name="Presented">The same, with the intermediate certificates up to the authority.</param>
/// <param name="Authority">The authority; several while it is replaced.</param>
internal sealed record SiloCertificates(X509Certificate2 Own, SslStreamCertificateContext Presented, X509Certificate2Collection Authority)
{
    private static readonly OidCollection ServerAndClient = [new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")];

    /// <exception cref="SettingException">The certificates cannot be used together.</exception>
    public static SiloCertificates Parse(PemTexts pem)
    {
        var presented = Certificates(CertificateFiles.CertificateKey, pem.Certificate);
        var own = WithKey(pem);
        var context = SslStreamCertificateContext.Create(own, [.. presented.Skip(1)], offline: true);
        var certificates = new SiloCertificates(own, context, Certificates(CertificateFiles.AuthorityKey, pem.Authority));
        certificates.Check(presented);
        return certificates;
    }

    /// <summary>Trusts only this authority, and none of the machine's. Downloads nothing.</summary>
    public X509ChainPolicy Trust()
    {
        var trust = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        trust.CustomTrustStore.AddRange(Authority);
        return trust;
    }

    // A certificate that other silos would refuse is refused at start, where the operator sees it.
    private void Check(X509Certificate2Collection presented)
    {
        using var chain = new X509Chain { ChainPolicy = Trust() };
        chain.ChainPolicy.ExtraStore.AddRange(presented);
        foreach (var usage in ServerAndClient)
            chain.ChainPolicy.ApplicationPolicy.Add(usage);
        if (chain.Build(Own))
            return;
        var wrong = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status);
        throw new SettingException(CertificateFiles.CertificateKey, wrong switch
        {
            _ when wrong.HasFlag(X509ChainStatusFlags.NotTimeValid) =>
                "it, or a certificate that signed it, has expired or is not valid yet.",
            _ when wrong.HasFlag(X509ChainStatusFlags.NotValidForUsage) =>
                "it must be valid for a server and for a client (serverAuth, clientAuth): a silo is both.",
            _ => $"it is not signed by the authority in {CertificateFiles.AuthorityKey}.",
        });
    }

    private static X509Certificate2Collection Certificates(string key, string pem)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(pem);
        }
        catch (CryptographicException unreadable)
        {
            throw new SettingException(key, "the file holds a certificate that cannot be read.", unreadable);
        }
        return certificates.Count > 0 ? certificates : throw new SettingException(key, "the file holds no PEM certificate.");
    }

    private static X509Certificate2 WithKey(PemTexts pem)
    {
        try
        {
            return X509Certificate2.CreateFromPem(pem.Certificate, pem.PrivateKey);
        }
        catch (Exception unfit) when (unfit is CryptographicException or ArgumentException)
        {
            throw new SettingException(
                CertificateFiles.PrivateKeyKey, "the file must hold the certificate's private key, as PEM without a password.", unfit);
        }
    }
}
