namespace OrleansUsers.Api;

/// <summary>The example app of web/example, as built, at <c>/</c>. Mapped in Development only.</summary>
internal static class ExamplePage
{
    // The page connects to this server only, except for the pictures of users, which are at their provider.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' https: data:; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void MapExamplePage(this IEndpointRouteBuilder routes) =>
        routes.MapBuiltPage(Path.Combine("Development", "Example"), "/", Policy);
}
