using Microsoft.Extensions.Logging;

namespace OrleansUsers.Silo;

/// <summary>
/// The PEM files of this silo's certificates, read again for each connection, so that renewed ones count without a restart.
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

    /// <summary>What the files hold now, or held when they last could be used: they may be looked at half renewed.</summary>
    public SiloCertificates Current(ILogger log)
    {
        lock (_reading)
        {
            try
            {
                // By their text: the files may be links that stay what they are while what they lead to is replaced.
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
            throw new SettingException(key, "it is missing. A silo's certificate, its key and the authority are set together.");
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(key, "the file cannot be read.", unreadable);
        }
    }

    [LoggerMessage(LogLevel.Information, "New connections between silos use the renewed certificate, which is good until {End:u}.")]
    private static partial void LogRenewed(ILogger log, DateTime end);

    [LoggerMessage(LogLevel.Warning, "The certificate on disk cannot be used, and the one before it still is. {Problem}")]
    private static partial void LogUnusable(ILogger log, string problem);
}
