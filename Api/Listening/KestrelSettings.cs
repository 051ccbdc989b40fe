using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>The section <c>Kestrel</c> of the configuration: endpoints, each with a name, and certificates.</summary>
internal sealed class KestrelSettings
{
    private const string EndpointsKey = "Endpoints";

    private readonly Dictionary<string, string?> _values;

    private KestrelSettings(IEnumerable<KeyValuePair<string, string?>> values) => _values = new(values, StringComparer.OrdinalIgnoreCase);

    /// <summary>The addresses of the endpoints.</summary>
    public IReadOnlyList<ListenAddress> Endpoints { get; private init; } = [];

    /// <summary>The certificates that the web server may load.</summary>
    public IReadOnlyList<CertificateSettings> Certificates { get; private init; } = [];

    /// <summary>Whether a value was empty or in quotes. The web server itself does not clean values.</summary>
    public bool IsCleaned { get; private init; }

    /// <exception cref="SettingException">A value is missing, or the web server does not know it.</exception>
    public static KestrelSettings Read(IConfiguration configuration)
    {
        KeyValuePair<string, string?>[] given =
            [.. configuration.GetSection("Kestrel").AsEnumerable(makePathsRelative: true).Where(pair => pair.Value is not null)];
        KeyValuePair<string, string?>[] clean =
            [.. given.Select(pair => KeyValuePair.Create(pair.Key, Clean(pair.Key, pair.Value))).Where(pair => pair.Value is not null)];
        foreach (var (key, value) in clean)
            KestrelValue.Check(key, value!);
        var names = clean.Select(pair => EndpointOf(pair.Key)).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase);
        return new KestrelSettings(clean)
        {
            Endpoints = [.. names.Order(StringComparer.Ordinal).Select(name => ReadEndpoint(name, clean))],
            Certificates = CertificateSettings.ReadAll(clean),
            IsCleaned = !clean.SequenceEqual(given),
        };
    }

    /// <summary>The name of a setting of this section as an environment variable.</summary>
    public static string NameOf(string key) => SettingKey.Of($"Kestrel:{key}");

    /// <summary>The certificates that connections to an endpoint may get. Pass null for an address that is not a named endpoint.</summary>
    public IEnumerable<CertificateSettings> CertificatesOf(string? endpoint)
    {
        var own = Certificates.Where(certificate => Is(EndpointOf(certificate.Section), endpoint)).ToArray();
        return own.Any(certificate => Is(certificate.Section, $"{EndpointsKey}:{endpoint}:Certificate"))
            ? own
            : [.. own, .. Certificates.Where(certificate => Is(certificate.Section, CertificateSettings.Default))];
    }

    /// <summary>The cleaned section, for the web server.</summary>
    public IConfiguration ToConfiguration() => ToConfiguration(_values);

    /// <summary>The section with these endpoints only.</summary>
    public IConfiguration ToConfiguration(IEnumerable<ListenAddress> endpoints)
    {
        var names = endpoints.Select(address => address.Endpoint).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return ToConfiguration(_values.Where(pair => EndpointOf(pair.Key) is not { } name || names.Contains(name)));
    }

    private static IConfiguration ToConfiguration(IEnumerable<KeyValuePair<string, string?>> values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values).Build();

    private static ListenAddress ReadEndpoint(string name, IEnumerable<KeyValuePair<string, string?>> values)
    {
        var key = $"{EndpointsKey}:{name}:Url";
        var url = values.FirstOrDefault(pair => Is(pair.Key, key)).Value
            ?? throw new SettingException(NameOf(key), "it is missing. Set where this endpoint listens, as http://*:8080.");
        return new ListenAddress(NameOf(key), url) { Endpoint = name };
    }

    private static string? EndpointOf(string key) =>
        key.Split(':') is [var section, var name, _, ..] && Is(section, EndpointsKey) ? name : null;

    private static bool Is(string? key, string? other) => key is not null && key.Equals(other, StringComparison.OrdinalIgnoreCase);

    // Passwords are not trimmed: they may begin and end with any character.
    private static string? Clean(string key, string? value)
    {
        if (!key.EndsWith(":Password", StringComparison.OrdinalIgnoreCase))
            return SettingText.OrNull(value);
        return value is "" ? null : value;
    }
}
