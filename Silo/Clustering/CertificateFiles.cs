using Microsoft.Extensions.Logging;

namespace OrleansUsers.Silo;

/// <summary>
/// The PEM files of this silo's certificates. They are read again for each connection, so that renewed files count without a restart.
/// </summary>
internal sealed partial class CertificateFiles
{
    public const string CertificateKey = "Orleans__Tls__Certificate";
    public const string PrivateKeyKey = "Orleans__Tls__Key";
    public const string AuthorityKey = "Orleans__Tls__Authority";

    private readonly Lock _reading = new();
    private readonly SiloTlsSettings _paths;
    private PemTexts _texts;
    private SiloCertificates _current;

    private CertificateFiles(SiloTlsSettings paths)
    {
        _paths = paths;
        _texts = ReadTexts();
        _current = SiloCertificates.Parse(_texts);
    }

    /// <exception cref="SettingException">A file is missing or cannot be used.</exception>
    public static CertificateFiles Read(SiloTlsSettings paths) => new(paths);

    /// <summary>
    /// The certificates that the files hold now. If these cannot be used, for example because only some files are renewed yet, the previous
    /// ones.
    /// </summary>
    public SiloCertificates Current(ILogger log)
    {
        lock (_reading)
        {
            try
            {
                // The texts are compared and not the files' times: a file may be a link whose target is replaced.
                if (ReadTexts() is var texts && texts != _texts)
                {
                    _current = SiloCertificates.Parse(texts);
                    _texts = texts;
                    LogRenewed(log, _current.Own.NotAfter.ToUniversalTime());
                }
            }
            catch (SettingException unusable)
            {
                LogUnusable(log, unusable.Message);
            }
            return _current;
        }
    }

    private PemTexts ReadTexts() => new(
        ReadText(CertificateKey, _paths.Certificate), ReadText(PrivateKeyKey, _paths.Key), ReadText(AuthorityKey, _paths.Authority));

    private static string ReadText(string key, string? path)
    {
        if (path is null)
            throw new SettingException(key, "it is missing. Set the silo's certificate, its key and the authority together.");
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(key, "the file cannot be read.", unreadable);
        }
    }

    [LoggerMessage(LogLevel.Information, "New connections between silos use the renewed certificate, which is valid until {End:u}.")]
    private static partial void LogRenewed(ILogger log, DateTime end);

    [LoggerMessage(LogLevel.Warning, "The certificate files cannot be used. The previous certificate stays in use. {Problem}")]
    private static partial void LogUnusable(ILogger log, string problem);
}
