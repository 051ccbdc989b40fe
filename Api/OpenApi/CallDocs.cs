namespace OrleansUsers.Api;

/// <summary>All calls that the document describes, part by part, in the order in which its page shows them.</summary>
internal static class CallDocs
{
    // The second address of each call about a user, for proxies that decode paths: see AdminEndpoints.
    private const string AdminUser = "/admin/users/{id}";
    private const string AdminUserByQuery = "/admin/user";

    public static readonly IReadOnlyList<CallGroup> Groups =
    [
        UserCalls.Group, MessageCalls.Group, WebhookCalls.Group, AdminUserCalls.Group, SyncCalls.Group, ChangeCalls.Group,
        AdminOperationCalls.Group, OperatingCalls.Group,
    ];

    private static readonly Dictionary<string, CallDoc> ByCall =
        Groups.SelectMany(group => group.Calls).ToDictionary(doc => doc.Call, StringComparer.Ordinal);

    /// <summary>The paths of a call: its own, and the one that names the user in the query.</summary>
    public static IEnumerable<string> PathsOf(CallDoc doc) => doc.Path.StartsWith(AdminUser, StringComparison.Ordinal)
        ? [doc.Path, AdminUserByQuery + doc.Path[AdminUser.Length..]]
        : [doc.Path];

    /// <summary>What is said about a call; null when nothing is.</summary>
    public static CallDoc? Find(string method, string path)
    {
        if (path != AdminUserByQuery && !path.StartsWith(AdminUserByQuery + "/", StringComparison.Ordinal))
            return ByCall.GetValueOrDefault($"{method} {path}");
        return ByCall.GetValueOrDefault($"{method} {AdminUser}{path[AdminUserByQuery.Length..]}") is not { } doc ? null : doc with
        {
            Call = $"{method} {path}",
            Id = doc.Id + "ByQuery",
            Summary = $"{doc.Summary} (id in the query)",
            Description = $"The same as `{doc.Call}`, for proxies that decode paths.",
            Parameters = [.. doc.Parameters.Select(parameter => parameter == AdminUserCalls.Id ? AdminUserCalls.IdInQuery : parameter)],
            Problems = [AdminUserCalls.NoIdInQuery, .. doc.Problems],
        };
    }

    /// <summary>The part that a call belongs to.</summary>
    public static CallGroup GroupOf(CallDoc doc) =>
        Groups.First(group => group.Calls.Any(call => call.Id == doc.Id || call.Id + "ByQuery" == doc.Id));
}
