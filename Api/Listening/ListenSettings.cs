using System.Globalization;
using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>Reads from the configuration where the front end listens.</summary>
/// <remarks>
/// <c>Kestrel:Endpoints</c>, <c>urls</c> and the ports have the meaning and the order that ASP.NET Core gives them. When none of them is
/// set, <c>PORT</c> is used, which many platforms set. When it is not set either, the default of this program is used.
/// </remarks>
internal sealed class ListenSettings(IConfiguration configuration, bool isDevelopment)
{
    private const string Urls = "ASPNETCORE_URLS";
    private const string Port = "PORT";

    /// <summary>At least one address.</summary>
    /// <exception cref="SettingException">An address cannot be read.</exception>
    public IReadOnlyList<ListenAddress> Read(KestrelSettings kestrel)
    {
        IReadOnlyList<ListenAddress>? addresses = ReadUrls() ?? ReadPorts();
        if (kestrel.Endpoints.Count > 0 && (addresses is null || !IsOn(WebHostDefaults.PreferHostingUrlsKey)))
            addresses = kestrel.Endpoints;
        addresses ??= [ReadPort() ?? Default()];
        foreach (var address in addresses)
            address.Parse();
        return addresses;
    }

    private ListenAddress[]? ReadUrls()
    {
        if (SettingText.OrNull(configuration[WebHostDefaults.ServerUrlsKey]) is not { } text)
            return null;
        var setting = NameOf(WebHostDefaults.ServerUrlsKey);
        var urls = Split(text);
        if (urls.Length == 0)
            throw new SettingException(setting, "it holds no address. Set one as http://localhost:5080.");
        return [.. urls.Select((url, index) => new ListenAddress(setting, url) { FaultPrefix = FaultPrefix(index, urls.Length) })];
    }

    private ListenAddress[]? ReadPorts()
    {
        ListenAddress[] addresses =
            [.. ReadPorts(WebHostDefaults.HttpPortsKey, "http"), .. ReadPorts(WebHostDefaults.HttpsPortsKey, "https")];
        return addresses.Length > 0 ? addresses : null;
    }

    private IEnumerable<ListenAddress> ReadPorts(string key, string scheme)
    {
        if (SettingText.OrNull(configuration[key]) is not { } text)
            return [];
        var setting = NameOf(key);
        var ports = Split(text);
        if (ports.Length == 0 || !ports.All(port => IsPort(port, first: 0)))
            throw new SettingException(
                setting, $"it must be one or more ports from 0 to {ListenAddress.LastPort}, separated by semicolons.");
        return ports.Select((port, index) =>
            new ListenAddress(setting, $"{scheme}://*:{port}") { FaultPrefix = FaultPrefix(index, ports.Length) });
    }

    private ListenAddress? ReadPort()
    {
        if (SettingText.OrNull(configuration[Port]) is not { } port)
            return null;
        if (!IsPort(port, first: 1))
            throw new SettingException(Port, $"it must be a port from 1 to {ListenAddress.LastPort}.");
        // In Development anyone can sign in, so no other machine may connect.
        return new ListenAddress(Port, $"http://{(isDevelopment ? "localhost" : "*")}:{port}");
    }

    private ListenAddress Default()
    {
        var url = IsOn("DOTNET_RUNNING_IN_CONTAINER") ? "http://*:8080" : "http://localhost:5080";
        return new ListenAddress(Urls, url) { FaultPrefix = $"it is not set, which means {url}, and " };
    }

    private bool IsOn(string key) => SettingText.OrNull(configuration[key])?.ToLowerInvariant() is "true" or "1";

    // The configuration has the key without its prefix. An operator needs the name of the environment variable.
    private string NameOf(string key) => Array.Find(
        [$"ASPNETCORE_{key.ToUpperInvariant()}", $"DOTNET_{key.ToUpperInvariant()}"],
        name => Environment.GetEnvironmentVariable(name) == configuration[key]) ?? key;

    private static string[] Split(string list) => list.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string FaultPrefix(int index, int count) =>
        count > 1 ? $"of its {count} addresses, number {index + 1} is at fault: " : "";

    private static bool IsPort(string text, int first) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
        && port >= first && port <= ListenAddress.LastPort;
}
