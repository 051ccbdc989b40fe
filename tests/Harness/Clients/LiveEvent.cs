using System.Globalization;
using System.Text.Json.Nodes;

namespace OrleansUsers.Harness;

/// <summary>One <c>user</c> event of a live stream.</summary>
/// <param name="Id">What a client sends back as <c>Last-Event-ID</c>.</param>
/// <param name="User">The user; null when there is none.</param>
public sealed record LiveEvent(string Id, JsonNode? User)
{
    /// <summary>The id as a number.</summary>
    public long Version => long.Parse(Id, NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>The user's name; null when there is no user.</summary>
    public string? Name => (string?)User?["name"];
}
