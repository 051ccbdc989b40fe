using System.Security.Cryptography.X509Certificates;
using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>Checks whether the web server can use a certificate.</summary>
internal sealed class CertificateTrial(IHostEnvironment environment, CertificateSettings certificate)
{
    private const string AnyPort = "https://127.0.0.1:0";

    private string PfxOrPem => $"a PFX file that {NameOf("Password")} opens, or a PEM file with its key in {NameOf("KeyPath")}";

    private string PemOfKey => $"a PEM file with the key of the certificate; {NameOf("Password")} is for an encrypted key only";

    /// <exception cref="SettingException">The web server cannot use it.</exception>
    public async Task Run()
    {
        CheckFile("Path", certificate.Path);
        CheckFile("KeyPath", certificate.KeyPath);
        if (await TrialServer.Try(environment, AsDefault(), [AnyPort]) is { } fault)
            throw Describe(fault);
    }

    /// <exception cref="SettingException">The certificate has expired. The server could use it, but no client accepts it.</exception>
    public void CheckDates()
    {
        if (certificate.Path is null)
            return;
        using var loaded = Load(FullPath(certificate.Path));
        if (loaded.NotAfter.ToUniversalTime() < TimeProvider.System.GetUtcNow())
            throw new SettingException(NameOf("Path"), "the certificate has expired. Renew it.");
    }

    private X509Certificate2 Load(string file) => X509Certificate2.GetCertContentType(file) == X509ContentType.Cert
        ? X509CertificateLoader.LoadCertificateFromFile(file)
        : X509CertificateLoader.LoadPkcs12FromFile(file, certificate.Password);

    private string FullPath(string path) => Path.Combine(environment.ContentRootPath, path);

    private IConfiguration AsDefault()
    {
        var values = certificate.Values.Select(value => KeyValuePair.Create($"{CertificateSettings.Default}:{value.Key}", value.Value));
        return new ConfigurationBuilder().AddInMemoryCollection(values).Build();
    }

    private void CheckFile(string name, string? path)
    {
        if (path is null)
            return;
        try
        {
            using var file = File.OpenRead(FullPath(path));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SettingException(NameOf(name), "there is no such file.", missing);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SettingException(NameOf(name), "the file cannot be read. It must be a file that this account may read.", unreadable);
        }
    }

    // The messages of the exceptions depend on the format of the file.
    private SettingException Describe(Exception fault)
    {
        if (certificate.Path is null)
            return new SettingException(NameOf("Subject"), "the store has no valid certificate of that name with a key.", fault);
        if (certificate.KeyPath is null)
            return new SettingException(NameOf("Path"), $"the certificate cannot be used. It must be {PfxOrPem}.", fault);
        return new SettingException(NameOf("KeyPath"), $"the key cannot be used. It must be {PemOfKey}.", fault);
    }

    private string NameOf(string name) => KestrelSettings.NameOf($"{certificate.Section}:{name}");
}
