namespace OrleansUsers.Api;

/// <summary>
/// The operator's page of web/admin, as built, at <c>/admin</c>. It is served to anyone, holds no data and asks for the key, which it sends
/// with each call of <c>/admin/…</c>.
/// </summary>
internal static class AdminPage
{
    // Connects to this server only. Pictures of users are not shown: their host would learn which user an operator looks at.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Call it only when <see cref="AdminKeys"/> are configured.</summary>
    public static void MapAdminPage(this IEndpointRouteBuilder routes) =>
        routes.MapBuiltPage(Path.Combine("Admin", "Page"), "/admin", Policy);
}
