using System.Reflection;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace OrleansUsers.Api;

/// <summary>Everything of the document that is not about one call, and the calls that the platform cannot read.</summary>
internal sealed class DocumentFrame(IConfiguration configuration) : IOpenApiDocumentTransformer
{
    private const string Description =
        "Keeps an app's users in its own database while a provider signs them in. JSON is camelCase, times are ISO 8601 in UTC with "
        + "milliseconds, errors are `application/problem+json` with a title that tells a person what to do.";

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "OrleansUsers",
            Version = typeof(DocumentFrame).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
                .InformationalVersion.Split('+')[0],
            Description = Description,
            License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
        };
        // Relative to the address of the document: no process knows all the names by which it is called.
        var prefix = PathPrefix.Read(configuration);
        document.Servers = [new OpenApiServer { Url = prefix.HasValue ? prefix.ToUriComponent() : "/", Description = "This server." }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = SecuritySchemes.All;
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        document.Components.Schemas[ProblemAnswers.SchemaName] = ProblemAnswers.Schema;
        document.Paths = Paths(document);
        document.Tags = new HashSet<OpenApiTag>(CallDocs.Groups
            .Where(group => group.Calls.Any(call => document.Paths.ContainsKey(call.Path)))
            .Select(group => new OpenApiTag { Name = group.Name, Description = group.Description }));
        return Task.CompletedTask;
    }

    /// <summary>In the order of the groups. A path that nothing is said about comes last.</summary>
    private static OpenApiPaths Paths(OpenApiDocument document)
    {
        var made = document.Paths.ToDictionary(path => path.Key.TrimEnd('/'), path => path.Value);
        var sorted = new OpenApiPaths();
        foreach (var doc in CallDocs.Groups.SelectMany(group => group.Calls))
        {
            if (doc.Raw is { } raw)
            {
                var item = new OpenApiPathItem();
                item.AddOperation(new HttpMethod(doc.Method), OperationWriter.Make(doc, raw, document));
                made[doc.Path] = item;
            }
            foreach (var path in CallDocs.PathsOf(doc))
            {
                if (made.TryGetValue(path, out var found))
                    sorted.TryAdd(path, found);
            }
        }
        foreach (var (path, item) in made)
            sorted.TryAdd(path, item);
        return sorted;
    }
}
