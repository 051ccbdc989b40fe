using Microsoft.OpenApi;

namespace OrleansUsers.Api;

/// <summary><c>GET /openapi/v1.json</c>: the API as a document for machines. It is open to anybody.</summary>
internal static class OpenApiEndpoints
{
    public const string DocumentPath = "/openapi/v1.json";

    public static void AddApiDocument(this IServiceCollection services)
    {
        services.AddOpenApi(ApiDocument.Name, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.CreateSchemaReferenceId = SchemaRules.NameOf;
            options.AddSchemaTransformer(SchemaRules.Apply);
            options.AddOperationTransformer(OperationWriter.Complete);
            options.AddDocumentTransformer<DocumentFrame>();
        });
        services.AddSingleton<ApiDocument>();
    }

    public static void MapApiDocument(this IEndpointRouteBuilder routes) =>
        routes.MapGet(DocumentPath, async (ApiDocument document, HttpResponse response, CancellationToken cancellationToken) =>
        {
            var (json, tag) = await document.Get(cancellationToken);
            response.Headers.CacheControl = "no-cache";
            return TypedResults.Bytes(json, "application/json; charset=utf-8", entityTag: tag);
        }).ExcludeFromDescription();
}
