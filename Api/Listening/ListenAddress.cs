using System.Buffers;
using System.Net;
using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>One address to listen on.</summary>
/// <param name="Setting">The setting that an operator changes to listen on another address.</param>
/// <param name="Url">The address as the web server takes it.</param>
internal sealed record ListenAddress(string Setting, string Url)
{
    public const int LastPort = 65_535;

    private static readonly SearchValues<char> InvalidInName = SearchValues.Create(" \t\r\n:@?#%\\\"'<>,;[]");

    /// <summary>The name under <c>Kestrel:Endpoints</c>; null for an address of another setting.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Precedes the text of a fault, to tell this address from others of the same setting.</summary>
    public string FaultPrefix { get; init; } = "";

    /// <summary>Whether connections are encrypted, which needs a certificate.</summary>
    public bool IsHttps => Url.StartsWith("https:", StringComparison.OrdinalIgnoreCase);

    /// <summary>The address in its parts.</summary>
    /// <exception cref="SettingException">The web server could not listen on such an address on any machine.</exception>
    public BindingAddress Parse()
    {
        var parts = ParseParts();
        if (parts.Scheme.ToLowerInvariant() is not ("http" or "https"))
            throw Fault("it must begin with http:// or https://.");
        if (parts.Port is < 0 or > LastPort)
            throw Fault($"its port must be a number from 0 to {LastPort}.");
        if (parts.PathBase.Length > 0)
            throw Fault("it must end with the port. Set the path as PathBase instead.");
        return parts;
    }

    /// <summary>The exception that names the setting of this address.</summary>
    public SettingException Fault(string problem, Exception? cause = null) => new(Setting, FaultPrefix + problem, cause);

    private BindingAddress ParseParts()
    {
        try
        {
            return BindingAddress.Parse(Url) is var parts && IsListenedOnAsWritten(parts) ? parts : throw Unreadable(null);
        }
        // For some texts BindingAddress.Parse throws an ArgumentOutOfRangeException.
        catch (Exception unreadable) when (unreadable is FormatException or ArgumentException)
        {
            throw Unreadable(unreadable);
        }
    }

    // The server takes a host that is not an IP address as a name and listens on every interface. 127.0.0.1:web would listen on port 80 of
    // all of them.
    private static bool IsListenedOnAsWritten(BindingAddress parts) =>
        parts.IsUnixPipe || parts.IsNamedPipe || IPAddress.TryParse(parts.Host, out _)
        || !(parts.Host.AsSpan().ContainsAny(InvalidInName) || parts.Host.All(letter => char.IsAsciiDigit(letter) || letter is '.'));

    private SettingException Unreadable(Exception? cause) => Endpoint is null
        ? Fault("it is not a list of addresses as http://localhost:5080, separated by semicolons.", cause)
        : Fault("it is not an address as http://*:8080.", cause);
}
