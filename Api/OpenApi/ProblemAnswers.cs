using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
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
            ["traceId"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Names the request in a trace." },
        },
    };

    public static OpenApiResponse Of(int status, IReadOnlyList<ProblemDoc> problems, string challenge, OpenApiDocument document) => new()
    {
        Description = $"{ReasonPhrases.GetReasonPhrase(status)}: {string.Join(" ", problems.Select(TitleOf).Distinct())}",
        Headers = HeadersOf(status, problems, challenge),
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
        Value = JsonSerializer.SerializeToNode(doc.Problem.ProblemDetails, ProblemJson.Default.ProblemDetails),
    };

    private static string TitleOf(ProblemDoc doc) => doc.Problem.ProblemDetails.Title!;

    private static Dictionary<string, IOpenApiHeader>? HeadersOf(
        int status, IReadOnlyList<ProblemDoc> problems, string challenge) => status switch
        {
            _ when problems.FirstOrDefault(problem => problem.Header is not null)?.Header is var (name, meaning, value) =>
                Header(name, meaning, value),
            StatusCodes.Status401Unauthorized => Header("WWW-Authenticate", "The scheme to authenticate by.", challenge),
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

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ProblemDetails))]
internal sealed partial class ProblemJson : JsonSerializerContext;
