using System.Text.Json.Nodes;

namespace OrleansUsers.Harness;

/// <summary>One message as it arrived at a <see cref="FakeReceiver"/>.</summary>
/// <param name="Target">The path and the query of the request.</param>
/// <param name="Headers">By their names in lower case.</param>
/// <param name="At">When it had arrived, as a timestamp of the system's clock.</param>
public sealed record ReceivedChange(string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body, long At)
{
    /// <summary>The body.</summary>
    public JsonNode Json { get; } = JsonNode.Parse(Body)!;

    /// <summary><c>webhook-id</c>.</summary>
    public string Id => Headers["webhook-id"];

    /// <summary><c>type</c>.</summary>
    public string Type => (string)Json["type"]!;

    /// <summary><c>data.userId</c>.</summary>
    public string UserId => (string)Json["data"]!["userId"]!;

    /// <summary><c>data.version</c>.</summary>
    public long Version => (long)Json["data"]!["version"]!;

    /// <summary><c>data.user</c>; null once the user is deleted.</summary>
    public JsonNode? User => Json["data"]!["user"];
}
