using Microsoft.OpenApi;

namespace OrleansUsers.Api;

/// <summary>The calls by which an operator looks at users.</summary>
internal static class AdminReadCalls
{
    public const string UserWithParts = $$"""
        {"user":{{Examples.User}},"deletedAt":null,"reinstatedAt":null,
         "parts":{"firstName":{"value":"Ada","source":"directory","provider":"clerk","at":"2026-01-02T03:04:05.678Z",
         "outweighed":[{"value":"A.","source":"token","provider":"clerk","at":"2026-01-01T00:00:00.000Z"}] } } }
        """;

    private static readonly ProblemDoc NoUser = new("noUser", Problem.NoUser());

    public static readonly IReadOnlyList<CallDoc> Calls =
    [
        new("GET /admin/users", "listUsers", "List and search users")
        {
            Description = "By id, page by page. `search` finds beginnings of words in name, username and e-mail address, and whole ids.",
            Parameters =
            [
                ParameterDoc.Query(
                    "limit", "How many users at most; 100 unless said.", 100,
                    new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = "500" }),
                ParameterDoc.Query("after", "The `after` of an earlier answer: the users behind that one.", "user_0"),
                ParameterDoc.Query("search", "Words, all of which the user must have.", "ada love"),
                ParameterDoc.Query("provider", "Only the users of this provider.", "clerk"),
                ParameterDoc.Query(
                    "deleted", "Whether to list the deleted users instead of the living.", false,
                    new OpenApiSchema { Type = JsonSchemaType.Boolean }),
            ],
            Answer = new(200, "A page, and the id to go on with: null at the end.", $$"""{"items":[{{Examples.User}}],"after":null}"""),
            AnswerPages = [(typeof(UserListPage), typeof(User)), (typeof(DeletedUserPage), typeof(DeletedUserItem))],
            Problems = [new("malformed", UserListEndpoint.Malformed()), new("unknownProvider", Problem.UnknownProvider())],
        },
        new("GET /admin/users/{id}", "getUserWithParts", "Get a user, and where each field comes from")
        {
            Parameters = [AdminUserCalls.Id],
            Answer = new(200, "The user, also a deleted one: then `user` is null.", UserWithParts),
            Problems = [NoUser],
        },
        new("GET /admin/users/{id}/changes", "getUserChanges", "List the changes of a user")
        {
            Parameters = [AdminUserCalls.Id],
            Answer = new(200, "The changes that are kept, newest first.", """
                {"items":[{"version":1,"kind":"created","at":"2026-01-02T03:04:05.678Z"}],"complete":true}
                """),
            Problems = [NoUser],
        },
        new("GET /admin/users/{id}/export", "exportUser", "Export everything that is stored of a user")
        {
            Parameters = [AdminUserCalls.Id],
            Answer = new(200, "One JSON document, messages included.", $$"""{"user":{{Examples.User}},"messages":[]}"""),
            Problems = [NoUser],
        },
    ];
}
