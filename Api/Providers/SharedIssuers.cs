namespace OrleansUsers.Api;

/// <summary>
/// Issuers that serve the apps of many owners with the same <c>iss</c>. Without an audience, a token that was made for another app would be
/// accepted here.
/// </summary>
internal static class SharedIssuers
{
    private static readonly string[] Hosts =
    [
        "accounts.google.com", "securetoken.google.com", "session.firebase.google.com", "appleid.apple.com", "www.facebook.com",
        "limited.facebook.com", "token.actions.githubusercontent.com", "gitlab.com", "access.line.me", "kauth.kakao.com", "id.twitch.tv",
        "www.linkedin.com", "slack.com",
    ];

    private static readonly string[] EntraHosts =
        ["login.microsoftonline.com", "sts.windows.net", "login.microsoftonline.us", "login.partner.microsoftonline.cn"];

    // The last one is the tenant of all personal accounts.
    private static readonly string[] EntraTenants =
        ["common", "organizations", "consumers", "{tenantid}", "9188040d-6c67-4c5b-b112-36a304b66dad"];

    /// <summary>Whether the issuer, with or without its scheme, is one of them.</summary>
    public static bool Contain(string issuer)
    {
        var text = issuer.Contains("://", StringComparison.Ordinal) ? issuer : $"https://{issuer}";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address))
            return false;
        var tenant = Uri.UnescapeDataString(address.AbsolutePath).Split('/', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return Hosts.Contains(address.Host, StringComparer.OrdinalIgnoreCase)
            || (EntraHosts.Contains(address.Host, StringComparer.OrdinalIgnoreCase)
                && EntraTenants.Contains(tenant, StringComparer.OrdinalIgnoreCase));
    }
}
