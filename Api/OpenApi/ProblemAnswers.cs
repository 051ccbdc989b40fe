using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;

namespace OrleansUsers.Api;

/// <summary>Error answers in the document. Their examples are the problems that the program itself sends.</summary>
internal static class ProblemAnswers
{
    public const string SchemaName = "Problem";

    public static OpenApiSchema Schema { get; } = new()
    {
        Type = JsonSchemaType.Object,
        Description = "An error (RFC 9457). The title tells a person what to do.",
        Required = new HashSet<string> { "title", "status" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "The kind of error as an address." },
            ["title"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "What is wrong and what would be right." },
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Description = "The status of the answer." },
        },
    };

    public static OpenApiResponse Of(int status, IReadOnlyList<ProblemDoc> problems, OpenApiDocument document) => new()
    {
        Description = $"{ReasonPhrases.GetReasonPhrase(status)}: {string.Join(" ", problems.Select(TitleOf).Distinct())}",
        Headers = HeadersOf(status),
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/problem+json"] = new()
            {
                Schema = new OpenApiSchemaReference(SchemaName, document),
                Examples = problems.ToDictionary(problem => problem.Name, Example),
            },
        },
    };

    private static IOpenApiExample Example(ProblemDoc doc) => new OpenApiExample
    {
        Summary = TitleOf(doc),
        Value = new JsonObject
        {
            ["type"] = doc.Problem.ProblemDetails.Type,
            ["title"] = TitleOf(doc),
            ["status"] = doc.Problem.StatusCode,
        },
    };

    private static string TitleOf(ProblemDoc doc) => doc.Problem.ProblemDetails.Title!;

    private static Dictionary<string, IOpenApiHeader>? HeadersOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => Header("WWW-Authenticate", "The scheme to authenticate by.", "Bearer"),
        StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable =>
            Header("Retry-After", "After how many seconds a new attempt makes sense.", "1"),
        _ => null,
    };

    private static Dictionary<string, IOpenApiHeader> Header(string name, string description, string example) => new()
    {
        [name] = new OpenApiHeader
        {
            Description = description,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            Example = JsonValue.Create(example),
        },
    };
}
