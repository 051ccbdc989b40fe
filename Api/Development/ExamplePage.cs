using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace OrleansUsers.Api;

/// <summary>The example app of web/example, as built, at <c>/</c>. Mapped in Development only.</summary>
internal static class ExamplePage
{
    private const string Index = "index.html";

    // The page connects to this server only, except for the pictures of users, which are at their provider.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' https: data:; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps each file to an address of its own, so that no path can lead to another file.</summary>
    public static void MapExamplePage(this IEndpointRouteBuilder routes)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Development", "Example")))
        {
            var name = Path.GetFileName(file);
            var content = File.ReadAllBytes(file);
            var type = TypeOf(Path.GetExtension(name));
            var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content))}\"");
            routes.MapMethods(name == Index ? "/" : $"/{name}", Methods, IResult (HttpRequest request, HttpResponse response) =>
            {
                // The page's addresses are relative: under a prefix without a slash at its end they would be those of another folder.
                if (!request.Path.HasValue)
                    return TypedResults.LocalRedirect($"{request.PathBase}/");
                response.Headers.CacheControl = "no-cache";
                response.Headers.ContentSecurityPolicy = Policy;
                return TypedResults.Bytes(content, type, entityTag: tag);
            }).ExcludeFromDescription();
        }
    }

    private static string TypeOf(string extension) => extension switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => throw new NotSupportedException($"The example app has a file of a kind without a content type: {extension}."),
    };
}
