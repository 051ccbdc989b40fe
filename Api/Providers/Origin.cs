using System.Text.RegularExpressions;

namespace OrleansUsers.Api;

/// <summary>
/// Origins of browser apps (RFC 6454), as browsers send them: scheme and host in lower case, no slash at the end, no default port of the
/// scheme.
/// </summary>
internal static partial class Origin
{
    /// <summary>
    /// Returns the text as an origin, also one of an app in a native shell, such as <c>capacitor://localhost</c>. Returns null when it is
    /// not an origin, such as a client id.
    /// </summary>
    public static string? Of(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http"))
            return OfShell().IsMatch(text) ? text.TrimEnd('/').ToLowerInvariant() : null;
        return address is { AbsolutePath: "/", Query.Length: 0, Fragment.Length: 0, UserInfo.Length: 0 }
            && !text.Contains('*', StringComparison.Ordinal)
                ? $"{address.Scheme}://{HostOf(address)}{(address.IsDefaultPort ? "" : $":{address.Port}")}"
                : null;
    }

    /// <summary>
    /// Returns an authorized party in the form in which it is compared: an origin as browsers send it, any other text unchanged.
    /// </summary>
    public static string Normalized(string party) => Of(party) ?? party;

    private static string HostOf(Uri address) => address.HostNameType == UriHostNameType.IPv6 ? $"[{address.IdnHost}]" : address.IdnHost;

    [GeneratedRegex(@"^(?!https?:)[a-z][a-z0-9+.-]*://[a-z0-9._-]+(:\d+)?/?$", RegexOptions.IgnoreCase)]
    private static partial Regex OfShell();
}
