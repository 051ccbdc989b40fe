using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace OrleansUsers.Api;

/// <summary>Serves the built files of a page of <c>web/</c>. They are read once, when they are mapped.</summary>
internal static class BuiltPage
{
    private const string Index = "index.html";

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps each file to an address of its own, so that no path can lead to another file.</summary>
    /// <param name="folder">Where the files are, below the folder of the program. Their addresses are the same below the root.</param>
    /// <param name="address">The address of the page itself: <c>/</c>, or one with a single segment.</param>
    /// <param name="policy">The <c>Content-Security-Policy</c>.</param>
    public static void MapBuiltPage(this IEndpointRouteBuilder routes, string folder, string address, string policy)
    {
        var root = Path.Combine(AppContext.BaseDirectory, folder);
        foreach (var file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(root, file).Replace('\\', '/');
            if (name == Index)
                routes.MapFile(file, address, policy).AddEndpointFilter((call, next) => RedirectOrContinue(address, call, next));
            else
                routes.MapFile(file, $"/{name}", policy);
        }
    }

    private static RouteHandlerBuilder MapFile(this IEndpointRouteBuilder routes, string file, string address, string policy)
    {
        var content = File.ReadAllBytes(file);
        var type = TypeOf(Path.GetExtension(file));
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content))}\"");
        return routes.MapMethods(address, Methods, IResult (HttpResponse response) =>
        {
            response.Headers.CacheControl = "no-cache";
            response.Headers.ContentSecurityPolicy = policy;
            return TypedResults.Bytes(content, type, entityTag: tag);
        }).ExcludeFromDescription();
    }

    // Routing takes a path with and without a slash at its end for the same. The page's addresses are relative, so with the wrong one they
    // would be those of another folder.
    private static ValueTask<object?> RedirectOrContinue(
        string address, EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var request = call.HttpContext.Request;
        if (request.Path == address)
            return next(call);
        // A relative one is right behind a proxy that strips a prefix, too.
        return ValueTask.FromResult<object?>(TypedResults.Redirect(address == "/" ? $"{request.PathBase}/" : $"..{address}"));
    }

    private static string TypeOf(string extension) => extension switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => throw new NotSupportedException($"A page has a file of a kind without a content type: {extension}."),
    };
}
