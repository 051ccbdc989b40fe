using Microsoft.OpenApi;

namespace OrleansUsers.Api;

internal static class ChangeCalls
{
    public static readonly CallGroup Group = new("Changes", "Every version of every user, as a feed.",
    [
        new("GET /admin/changes", "getChanges", "Read the feed of changes")
        {
            Description = "Each change at least once, those of one user in order. `after` leads on, also when there are no items.",
            Parameters =
            [
                ParameterDoc.Query(
                    "after", "The cursor of an earlier answer; `latest` gives the cursor of now; without it the oldest changes.", "latest"),
                ParameterDoc.Query(
                    "limit", "How many items at most; 100 unless said.", 100,
                    new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = "1000" }),
                ParameterDoc.Query(
                    "wait", "For how many seconds the answer waits while there is no item.", 1,
                    new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = "30" }),
            ],
            Answer = new(200, "A part of the feed, oldest first, and the cursor behind it.", """
                {"items":[{"userId":"user_1","version":3,"kind":"updated","at":"2026-01-02T03:04:05.678Z"}],"after":"17.638710000000000000"}
                """),
            Problems =
            [
                new("paging", Problem.Of(400, ChangePaging.Refusal)), new("wait", Problem.Of(400, LiveWait.Refusal)),
                new("gone", ChangeEndpoints.Gone()), new("heldRequests", Problem.Of(429, LiveEndpoints.TooManyHeld)),
            ],
        },
    ]);
}
