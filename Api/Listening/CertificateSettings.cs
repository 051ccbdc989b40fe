using System.Text.RegularExpressions;

namespace OrleansUsers.Api;

/// <summary>The settings of one certificate of the web server.</summary>
/// <param name="Section">Their common key below <c>Kestrel</c>.</param>
/// <param name="Values">Each setting by its own name, as <c>Path</c>.</param>
internal sealed partial record CertificateSettings(string Section, IReadOnlyDictionary<string, string?> Values)
{
    /// <summary>The certificate of endpoints without one of their own.</summary>
    public const string Default = "Certificates:Default";

    /// <summary>A file with the certificate; null when it is in a certificate store.</summary>
    public string? Path => Values.GetValueOrDefault("Path");

    /// <summary>A file with its private key; null when that is in the same file.</summary>
    public string? KeyPath => Values.GetValueOrDefault("KeyPath");

    /// <summary>The password of the file with the private key; null when it has none.</summary>
    public string? Password => Values.GetValueOrDefault("Password");

    /// <summary>Finds all certificates that the web server loads from the section <c>Kestrel</c>.</summary>
    public static IReadOnlyList<CertificateSettings> ReadAll(IEnumerable<KeyValuePair<string, string?>> values) =>
    [
        .. from value in values
           let match = Key().Match(value.Key)
           where match.Success
           group KeyValuePair.Create(match.Groups["name"].Value, value.Value) by match.Groups["section"].Value into section
           select new CertificateSettings(section.Key, section.ToDictionary(StringComparer.OrdinalIgnoreCase)) into certificate
           where certificate.Values.ContainsKey("Path") || certificate.Values.ContainsKey("Subject")
           select certificate,
    ];

    [GeneratedRegex("^(?<section>Certificates:Default|Endpoints:.+:Certificate):(?<name>[^:]+)$", RegexOptions.IgnoreCase)]
    private static partial Regex Key();
}
