using System.Net;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

/// <summary>What an answer shows of a user.</summary>
/// <param name="Number">The number of the newest change that it shows; that of the deletion when it shows no user.</param>
/// <param name="Version">The version; 0 where the answer does not tell it.</param>
internal readonly record struct Seen(int Number, long Version = 0)
{
    /// <summary>What an answer about one user shows; null for an answer that shows nothing, like 503.</summary>
    public static Seen? Of(Answer answer, TrackedUser user) => answer.Status switch
    {
        HttpStatusCode.OK => Of(answer.Json),
        HttpStatusCode.NotFound => new Seen(Observation.Deleted),
        HttpStatusCode.Forbidden => new Seen(user.BannedBy),
        _ => null,
    };

    public static Seen Of(LiveEvent heard) => Of(heard.User);

    public static Seen Of(JsonNode? user) =>
        new(TrackedUser.NumberIn((string?)user?["name"]), (long?)user?["version"] ?? 0);
}
