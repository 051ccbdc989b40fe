using System.Security.Cryptography.X509Certificates;

namespace OrleansUsers.Harness;

/// <summary>The files of a silo's certificate, its key and its authority, in a folder of their own.</summary>
public sealed class SiloFiles
{
    private readonly string _folder;

    /// <summary>Writes files with a new certificate of this authority.</summary>
    public SiloFiles(string folder, SiloAuthority authority)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        using var certificate = authority.Issue();
        Write(certificate, authority);
    }

    /// <summary>The path of the certificate.</summary>
    public string Certificate => Path.Combine(_folder, "tls.crt");

    /// <summary>The path of its key.</summary>
    public string Key => Path.Combine(_folder, "tls.key");

    /// <summary>The path of the authority's certificate.</summary>
    public string Authority => Path.Combine(_folder, "ca.crt");

    /// <summary>Replaces the contents of the files.</summary>
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
