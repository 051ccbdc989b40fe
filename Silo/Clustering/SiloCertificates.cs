using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OrleansUsers.Silo;

/// <summary>What three PEM files hold.</summary>
internal readonly record struct PemTexts(string Certificate, string PrivateKey, string Authority);

/// <summary>What a silo shows the others, and by what it knows them.</summary>
/// <param name="Own">With its private key.</param>
/// <param name="Shown">The same, with the certificates between it and the authority.</param>
/// <param name="Authority">One or, while it is replaced, several.</param>
internal sealed record SiloCertificates(X509Certificate2 Own, SslStreamCertificateContext Shown, X509Certificate2Collection Authority)
{
    private static readonly OidCollection BothSides = [new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")];

    /// <exception cref="SettingException">They do not fit together.</exception>
    public static SiloCertificates Parse(PemTexts pem)
    {
        var shown = Certificates(CertificateFiles.CertificateKey, pem.Certificate);
        var own = WithKey(pem);
        var context = SslStreamCertificateContext.Create(own, [.. shown.Skip(1)], offline: true);
        var certificates = new SiloCertificates(own, context, Certificates(CertificateFiles.AuthorityKey, pem.Authority));
        certificates.Check(shown);
        return certificates;
    }

    /// <summary>Trusts this authority and none that the machine knows; nothing is fetched from anywhere.</summary>
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

    // What the others would refuse is refused at start, where it is plain to see.
    private void Check(X509Certificate2Collection shown)
    {
        using var chain = new X509Chain { ChainPolicy = Trust() };
        chain.ChainPolicy.ExtraStore.AddRange(shown);
        foreach (var side in BothSides)
            chain.ChainPolicy.ApplicationPolicy.Add(side);
        if (chain.Build(Own))
            return;
        var wrong = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status);
        throw new SettingException(CertificateFiles.CertificateKey, wrong switch
        {
            _ when wrong.HasFlag(X509ChainStatusFlags.NotTimeValid) => "it, or one it is signed with, has expired or is not valid yet.",
            _ when wrong.HasFlag(X509ChainStatusFlags.NotValidForUsage) =>
                "a silo both calls and is called, and it is not for both (serverAuth, clientAuth).",
            _ => "it is not signed by the authority that is set.",
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
        return certificates.Count > 0 ? certificates : throw new SettingException(key, "the file holds no certificate in PEM.");
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
                CertificateFiles.PrivateKeyKey, "the file holds no key of that certificate in PEM without a password.", unfit);
        }
    }
}
