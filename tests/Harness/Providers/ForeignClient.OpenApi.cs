namespace OrleansUsers.Harness;

/// <summary>
/// What others say of an OpenAPI document: npm's <c>@seriousme/openapi-schema-validator</c> of its form, <c>ajv</c> of bodies.
/// </summary>
public sealed partial class ForeignClient
{
    /// <summary>Takes the document for the later questions. Returns what is wrong with its form; null when nothing is.</summary>
    public async Task<string?> ReadOpenApiAsync(string document) => (string?)await CallAsync("readOpenApi", new { text = document });

    /// <summary>Every example in the document that is no value of its schema.</summary>
    public async Task<IReadOnlyList<string>> WrongExamplesAsync() =>
        [.. (await CallAsync("wrongExamples", new { }))!.AsArray().Select(wrong => (string)wrong!)];

    /// <summary>What an answer has that the document does not say of the call; null when it is as described.</summary>
    public async Task<string?> AnswerFaultAsync(string method, string path, Answer answer) => (string?)await CallAsync(
        "answerFault", new { method, path, status = (int)answer.Status, type = answer.ContentType, body = answer.Body });
}
