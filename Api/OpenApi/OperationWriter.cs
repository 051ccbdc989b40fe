using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace OrleansUsers.Api;

/// <summary>Writes what <see cref="CallDocs"/> say about a call into its operation.</summary>
internal static partial class OperationWriter
{
    private const string Json = "application/json";

    /// <summary>Completes an operation that the platform made of a handler.</summary>
    public static async Task Complete(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (CallDocs.Find(context.Description.HttpMethod!, PathOf(context.Description)) is { } doc)
        {
            var policies = context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>();
            var isAdmin = policies.Any(policy => policy.Policy == OperatorAuthenticationHandler.Admin);
            string[] security = isAdmin ? [SecuritySchemes.AdminKey] : [SecuritySchemes.Token];
            Write(operation, doc, context.Document!, security, [.. doc.Problems, .. SharedProblems.Of(doc, isAdmin)]);
            await WriteAnswerPages(operation, doc, context, cancellationToken);
        }
    }

    /// <summary>Makes the operation of a call without a handler that the platform can read.</summary>
    public static OpenApiOperation Make(CallDoc doc, RawCall raw, OpenApiDocument document)
    {
        var operation = new OpenApiOperation();
        Write(operation, doc, document, raw.Security, [.. doc.Problems, .. raw.IsLimited ? SharedProblems.Limits : []]);
        return operation;
    }

    /// <summary>The path as the document has it.</summary>
    private static string PathOf(ApiDescription description) =>
        "/" + RouteValue().Replace(description.RelativePath!, "{${name}}").TrimEnd('/');

    /// <summary>A route value with its constraint, which the document does not show.</summary>
    [GeneratedRegex(@"\{\**(?<name>[^}:?=]+)[^}]*\}")]
    private static partial Regex RouteValue();

    private static void Write(
        OpenApiOperation operation, CallDoc doc, OpenApiDocument document, IReadOnlyList<string> security, ProblemDoc[] problems)
    {
        operation.OperationId = doc.Id;
        operation.Summary = doc.Summary;
        operation.Description = doc.Description;
        operation.Tags = new HashSet<OpenApiTagReference> { new(CallDocs.GroupOf(doc).Name, document) };
        operation.Security = [.. security.Select(name =>
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(name, document)] = [] })];
        WriteParameters(operation, doc);
        if (doc.BodySchema is { } schema)
            operation.RequestBody = new OpenApiRequestBody { Required = true, Content = Content(Json, schema) };
        if (doc.Body is { } body)
            operation.RequestBody!.Content![Json].Example = JsonNode.Parse(body);
        // The platform's guess, where the handler does not say what it answers.
        if (doc.Answer.Status != StatusCodes.Status200OK)
            operation.Responses?.Remove("200");
        WriteAnswer(operation, doc.Answer);
        if (doc.Failure is { } failure)
            WriteAnswer(operation, failure);
        var challenge = SecuritySchemes.ChallengeOf(security);
        foreach (var problem in problems.GroupBy(problem => problem.Problem.StatusCode).OrderBy(status => status.Key))
            operation.Responses![$"{problem.Key}"] = ProblemAnswers.Of(problem.Key, [.. problem], challenge, document);
    }

    private static void WriteParameters(OpenApiOperation operation, CallDoc doc)
    {
        // A handler's signature has some of them, without a word about them.
        var unsaid = (operation.Parameters ?? []).Where(inferred =>
            !doc.Parameters.Any(said => string.Equals(said.Name, inferred.Name, StringComparison.OrdinalIgnoreCase)));
        operation.Parameters = [.. doc.Parameters.Select(Parameter), .. unsaid];
    }

    private static OpenApiParameter Parameter(ParameterDoc doc) => new()
    {
        Name = doc.Name,
        In = doc.In,
        Description = doc.Description,
        Required = doc.IsRequired || doc.In == ParameterLocation.Path,
        Schema = doc.Schema ?? new OpenApiSchema { Type = JsonSchemaType.String },
        Example = doc.Example.DeepClone(),
    };

    private static void WriteAnswer(OpenApiOperation operation, AnswerDoc answer)
    {
        operation.Responses ??= [];
        var status = $"{answer.Status}";
        if (!operation.Responses.TryGetValue(status, out var found) || found is not OpenApiResponse response)
            operation.Responses[status] = response = new OpenApiResponse();
        response.Description = answer.Description;
        if (answer.Example is not { } example)
            return;
        var isJson = answer.ContentType == Json;
        // Of an answer that is not JSON the platform knows no more than here is said.
        if (!isJson || response.Content is not { Count: > 0 })
            response.Content = Content(
                answer.ContentType, new OpenApiSchema { Type = isJson ? JsonSchemaType.Object : JsonSchemaType.String });
        response.Content[answer.ContentType].Example = isJson ? JsonNode.Parse(example) : JsonValue.Create(example);
    }

    // The platform takes one of the types, and writes the items of the other one anew.
    private static async Task WriteAnswerPages(
        OpenApiOperation operation, CallDoc doc, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (doc.AnswerPages.Count == 0)
            return;
        var (document, schema) = (context.Document!, new OpenApiSchema { AnyOf = [] });
        foreach (var (page, item) in doc.AnswerPages)
        {
            var written = await context.GetOrCreateSchemaAsync(page, cancellationToken: cancellationToken);
            ((OpenApiSchema)written.Properties!["items"]).Items = new OpenApiSchemaReference(item.Name, document);
            document.AddComponent(page.Name, written);
            schema.AnyOf.Add(new OpenApiSchemaReference(page.Name, document));
        }
        operation.Responses![$"{doc.Answer.Status}"].Content![Json].Schema = schema;
    }

    private static Dictionary<string, OpenApiMediaType> Content(string type, IOpenApiSchema schema) =>
        new() { [type] = new OpenApiMediaType { Schema = schema } };
}
