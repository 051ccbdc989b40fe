using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.OpenApi;

namespace OrleansUsers.Api;

/// <summary>A part of the API, as the document and its page show it.</summary>
internal sealed record CallGroup(string Name, string Description, IReadOnlyList<CallDoc> Calls);

/// <summary>
/// What the OpenAPI document says about a call, beside what the signature of its handler says: the types of its body and of its answer.
/// </summary>
/// <param name="Call">Its method and path: <c>GET /users/{id}</c>.</param>
/// <param name="Id">What generated clients name it by.</param>
/// <param name="Summary">What it does, in a line.</param>
internal sealed record CallDoc(string Call, string Id, string Summary)
{
    /// <summary>What the summary leaves open.</summary>
    public string? Description { get; init; }

    /// <summary>All its parameters, also those that the handler reads by hand.</summary>
    public IReadOnlyList<ParameterDoc> Parameters { get; init; } = [];

    /// <summary>An example of its body as JSON; null when it has none.</summary>
    public string? Body { get; init; }

    /// <summary>The schema of a body that the handler reads by hand; null when its signature has the body.</summary>
    public OpenApiSchema? BodySchema { get; init; }

    /// <summary>The answer when nothing is wrong.</summary>
    public AnswerDoc Answer { get; init; } = new(200, "Done.");

    /// <summary>The types of the answer and of its items, where it may be one of several lists; else empty.</summary>
    public IReadOnlyList<(Type Page, Type Item)> AnswerPages { get; init; } = [];

    /// <summary>An error that is not a problem; null when there is none.</summary>
    public AnswerDoc? Failure { get; init; }

    /// <summary>
    /// The errors of this call, each with a name. What calls of its kind have in common is in <see cref="SharedProblems"/>.
    /// </summary>
    public IReadOnlyList<ProblemDoc> Problems { get; init; } = [];

    /// <summary>For a call without a handler that the document can read: everything is said here. Null for every other one.</summary>
    public RawCall? Raw { get; init; }

    public string Method => Call.Split(' ')[0];

    public string Path => Call.Split(' ')[1];
}

/// <param name="Example">A value of it; null only where there is nothing to write.</param>
/// <param name="Schema">Which values it has; a text unless said.</param>
internal sealed record ParameterDoc(
    string Name, ParameterLocation In, string Description, JsonNode Example, OpenApiSchema? Schema = null, bool IsRequired = false)
{
    public static ParameterDoc Query(string name, string description, JsonNode example, OpenApiSchema? schema = null) =>
        new(name, ParameterLocation.Query, description, example, schema);

    public static ParameterDoc Header(string name, string description, JsonNode example) =>
        new(name, ParameterLocation.Header, description, example);

    public ParameterDoc Required() => this with { IsRequired = true };
}

/// <param name="Example">As JSON, or as text when <paramref name="ContentType"/> is another one; null for an empty body.</param>
internal sealed record AnswerDoc(int Status, string Description, string? Example = null, string ContentType = "application/json");

/// <param name="Name">The name of the example.</param>
/// <param name="Header">A header of the answer: name, meaning and an example.</param>
internal sealed record ProblemDoc(string Name, ProblemHttpResult Problem, (string Name, string Meaning, string Example)? Header = null);

/// <summary>The rest of what is known of a call without a readable handler.</summary>
/// <param name="Security">The schemes, each of which is enough; none when it is open.</param>
/// <param name="IsLimited">Whether it is among the requests that are limited by 429.</param>
internal sealed record RawCall(IReadOnlyList<string> Security, bool IsLimited = false);
