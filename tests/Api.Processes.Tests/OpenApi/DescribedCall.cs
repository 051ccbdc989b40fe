using System.Text;
using System.Text.Json.Nodes;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>A call as the API document describes it.</summary>
/// <param name="Method">In lower case, as the document has it.</param>
/// <param name="Says">The operation.</param>
internal sealed record DescribedCall(string Method, string Path, JsonNode Says)
{
    public const string Document = "/openapi/v1.json";

    public string Name => $"{Method.ToUpperInvariant()} {Path}";

    public bool NeedsAKey => IsSecuredBy("adminKey");

    public bool NeedsAToken => IsSecuredBy("sessionToken");

    public bool IsWebhook => IsSecuredBy("webhookSignature");

    public bool IsStream => Says["responses"]!["200"]?["content"]?["text/event-stream"] is not null;

    public IEnumerable<JsonNode> Parameters => (Says["parameters"]?.AsArray() ?? []).Select(parameter => parameter!);

    /// <summary>The answers by their status.</summary>
    public IEnumerable<KeyValuePair<string, JsonNode?>> Answers => Says["responses"]!.AsObject();

    /// <summary>All calls in a document.</summary>
    public static IReadOnlyList<DescribedCall> AllOf(JsonNode document) =>
    [
        .. from path in document["paths"]!.AsObject()
           from call in path.Value!.AsObject()
           select new DescribedCall(call.Key, path.Key, call.Value!),
    ];

    /// <summary>The request that the examples make, without anything that authenticates.</summary>
    public HttpRequestMessage ExampleRequest()
    {
        var (path, query) = (Path, new StringBuilder());
        foreach (var parameter in Parameters.Where(parameter => !IsWebhook || (string)parameter["in"]! != "header"))
        {
            var (name, example) = ((string)parameter["name"]!, parameter["example"]!);
            var values = example is JsonArray many ? many.Select(value => $"{value}") : [$"{example}".ToLowerInvariant()];
            if ((string)parameter["in"]! == "path")
                path = path.Replace($"{{{name}}}", Uri.EscapeDataString($"{example}"), StringComparison.Ordinal);
            else if ((string)parameter["in"]! == "query")
                query.AppendJoin("", values.Select(value => $"{(query.Length == 0 ? '?' : '&')}{name}={Uri.EscapeDataString(value)}"));
        }
        var request = new HttpRequestMessage(new HttpMethod(Method.ToUpperInvariant()), new Uri(path + query, UriKind.Relative));
        if (Says["requestBody"]?["content"]?["application/json"]?["example"] is { } body)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        foreach (var header in Parameters.Where(parameter => !IsWebhook && (string)parameter["in"]! == "header"))
            request.Headers.Add((string)header["name"]!, (string)header["example"]!);
        return request;
    }

    private bool IsSecuredBy(string scheme) => Says["security"]!.AsArray().Any(way => way!.AsObject().ContainsKey(scheme));
}
