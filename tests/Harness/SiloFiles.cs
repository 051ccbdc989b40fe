using System.Security.Cryptography.X509Certificates;

namespace OrleansUsers.Harness;

/// <summary>The files, in a folder of their own, that a silo finds its certificate, its key and its authority in.</summary>
public sealed class SiloFiles
{
    private readonly string _folder;

    /// <summary>Writes files of a fresh certificate of this authority.</summary>
    public SiloFiles(string folder, SiloAuthority authority)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        using var certificate = authority.Issue();
        Write(certificate, authority);
    }

    /// <summary>Where the certificate is.</summary>
    public string Certificate => Path.Combine(_folder, "tls.crt");

    /// <summary>Where its key is.</summary>
    public string Key => Path.Combine(_folder, "tls.key");

    /// <summary>Where the authority's certificate is.</summary>
    public string Authority => Path.Combine(_folder, "ca.crt");

    /// <summary>Replaces what is in the files.</summary>
    public void Write(X509Certificate2 own, params IEnumerable<SiloAuthority> trusted)
    {
        using var key = own.GetECDsaPrivateKey()!;
        File.WriteAllText(Authority, string.Join('\n', trusted.Select(authority => authority.Pem)));
        File.WriteAllText(Certificate, own.ExportCertificatePem());
        File.WriteAllText(Key, key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>The same settings with those that name the files.</summary>
    public ApiSettings AddTo(ApiSettings settings) => settings
        .With("Orleans__Tls__Certificate", Certificate)
        .With("Orleans__Tls__Key", Key)
        .With("Orleans__Tls__Authority", Authority);
}
