using System.Globalization;
using System.Security.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>Checks the values of the section <c>Kestrel</c> that must be one of a fixed list.</summary>
/// <remarks>The web server ignores a value that it does not know, and then listens in another way than the operator asked for.</remarks>
internal static class KestrelValue
{
    /// <exception cref="SettingException">The key cannot have this value.</exception>
    public static void Check(string key, string value)
    {
        var parts = key.ToUpperInvariant().Split(':');
        if (parts[0] is not ("ENDPOINTS" or "ENDPOINTDEFAULTS") || parts.Length < 2)
            return;
        if (parts[^1] is "PROTOCOLS")
            Check<HttpProtocols>(key, value, ["Http1", "Http2", "Http1AndHttp2", "Http3", "Http1AndHttp2AndHttp3"]);
        else if (parts[^1] is "CLIENTCERTIFICATEMODE")
            Check<ClientCertificateMode>(key, value, Enum.GetNames<ClientCertificateMode>());
        else if (parts[^1] is "SSLPROTOCOLS" || parts[^2] is "SSLPROTOCOLS")
            Check<SslProtocols>(key, value, ["None", "Tls12", "Tls13"]);
    }

    private static void Check<T>(string key, string value, string[] usual)
        where T : struct, Enum
    {
        if (!Enum.TryParse<T>(value, ignoreCase: true, out var known) || IsNumber(known.ToString()) || known is HttpProtocols.None)
            throw new SettingException(KestrelSettings.NameOf(key), $"it must be one of {string.Join(", ", usual)}.");
    }

    // Enum.ToString gives a number for a value without a name.
    private static bool IsNumber(string text) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _);
}
