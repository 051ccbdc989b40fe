using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>The setting <c>PathBase</c>: the path under which a proxy serves this program, whether or not the proxy strips it.</summary>
internal static class PathPrefix
{
    private const string Setting = "PathBase";

    /// <summary>Returns the prefix without a slash at its end; empty when none is set.</summary>
    /// <exception cref="SettingException">No request could have such a prefix.</exception>
    public static PathString Read(IConfiguration configuration)
    {
        var prefix = SettingText.OrNull(configuration[Setting])?.TrimEnd('/');
        if (string.IsNullOrEmpty(prefix))
            return PathString.Empty;
        if (prefix[0] != '/' || prefix.AsSpan().ContainsAny("?#\\") || prefix[1..].Split('/').Any(segment => segment is "" or "." or ".."))
            throw new SettingException(Setting, "it must be a path that begins with a slash, as /users-api.");
        return PathString.FromUriComponent(prefix);
    }
}
