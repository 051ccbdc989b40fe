using System.Globalization;
using System.Net;
using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>Where the running API is reached.</summary>
/// <param name="Text">How it is shown.</param>
/// <param name="Url">The beginning of its routes, without a slash at its end.</param>
/// <param name="SocketFile">The Unix domain socket that leads there; null for TCP.</param>
internal sealed record SyncAddress(string Text, string Url, string? SocketFile = null)
{
    private const string Option = "--api";
    private const string Unix = "http://unix:";

    /// <summary>The address that was given, else the one on which a process with these settings listens.</summary>
    /// <exception cref="SettingException">There is none, or it cannot be read.</exception>
    public static SyncAddress Read(string? given, IConfiguration configuration, bool isDevelopment) =>
        given is null ? OfSettings(configuration, isDevelopment) : OfOption(given);

    private static SyncAddress OfOption(string given)
    {
        if (given.StartsWith(Unix, StringComparison.OrdinalIgnoreCase))
            return OfSocket(new ListenAddress(Option, given).Parse().UnixPipePath, path: "");
        if (!Uri.TryCreate(given, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")
            || (url.UserInfo + url.Query + url.Fragment).Length > 0)
            throw new SettingException(Option, "it must be an address as http://localhost:5080 or https://users.example.com/users-api.");
        return OfUrl(url.AbsoluteUri.TrimEnd('/'));
    }

    private static SyncAddress OfSettings(IConfiguration configuration, bool isDevelopment)
    {
        var path = PathPrefix.Read(configuration).ToUriComponent();
        var addresses = new ListenSettings(configuration, isDevelopment).Read(KestrelSettings.Read(configuration));
        // A certificate is seldom that of localhost, so an address without one comes first.
        foreach (var address in addresses.OrderBy(address => address.IsHttps))
        {
            var parts = address.Parse();
            if (parts.IsUnixPipe)
                return OfSocket(parts.UnixPipePath, path);
            if (parts.Port > 0 && !parts.IsNamedPipe)
                return OfUrl(string.Create(CultureInfo.InvariantCulture, $"{parts.Scheme}://{HostOf(parts)}:{parts.Port}{path}"));
        }
        throw addresses[0].Fault($"it does not say where the API can be reached. Give its address as {Option} <url>.");
    }

    private static SyncAddress OfUrl(string url) => new(url, url);

    private static SyncAddress OfSocket(string file, string path) => new(Unix + file, $"http://localhost{path}", file);

    private static string HostOf(BindingAddress parts) => parts.Host switch
    {
        "*" or "+" => "localhost",
        var host when IPAddress.TryParse(host, out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)) => "localhost",
        var host => host,
    };
}
