using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace OrleansUsers.Api;

internal static class UserCalls
{
    private static readonly ParameterDoc Id = new(
        "id", ParameterLocation.Path, "The user's id, percent-encoded. One that a proxy would change goes into `GET /users?id=`.",
        Examples.Id);

    public static readonly CallGroup Group = new("Users", "The caller's own user, and the public profiles of others.",
    [
        new("POST /users/store", "storeUser", "Store or refresh the caller from the token")
        {
            Description = "Stores what the claims of the token say. A token with an `act` claim stores nothing and gives the stored user.",
            Answer = new(200, "The caller's user, durably stored.", Examples.User),
            Problems =
            [
                new("notStored", UserEndpoints.NotStored()), new("otherIssuer", UserEndpoints.OtherIssuer()),
                new("deleted", Problem.UserDeleted()),
            ],
        },
        new("GET /users/current", "getCurrentUser", "Get the caller's own user")
        {
            Parameters =
            [
                ParameterDoc.Query(
                    "wait", "For how many seconds the answer waits for a caller who is not stored yet.", 10,
                    new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = "30" }),
            ],
            Answer = new(200, "The caller's user.", Examples.User),
            Problems =
            [
                new("wait", Problem.Of(400, LiveWait.Refusal)), new("notStored", UserEndpoints.NotStored()),
                new("heldRequests", Problem.Of(429, LiveEndpoints.TooManyHeld)),
            ],
        },
        new("GET /users/current/live", "followCurrentUser", "Follow the caller's own user as server-sent events")
        {
            Description = "The user now and after every change: events of type `user`, with the user as JSON in `data` (`null` while there "
                + "is none) and an `id` that grows. A comment comes at least every 15 s. The stream ends with the token.",
            Parameters =
            [
                ParameterDoc.Header(
                    "Last-Event-ID", "The `id` of the last event that the client got. That event is not sent again.", "3"),
            ],
            Answer = new(
                200, "A stream without an end.",
                $"event: user\ndata: {JsonNode.Parse(Examples.User)!.ToJsonString()}\nid: 3\n\n:\n\n", "text/event-stream"),
            Problems =
            [
                new("streamsOfUser", Problem.Of(429, LiveEndpoints.TooManyOfUser)),
                new("heldRequests", Problem.Of(429, LiveEndpoints.TooManyHeld)),
            ],
        },
        new("GET /users/{id}", "getUser", "Get the public profile of a user")
        {
            Parameters = [Id],
            Answer = new(200, "What any signed-in caller may see of the user.", Examples.Profile),
            Problems = [new("noUser", Problem.NoUser())],
        },
        new("GET /users", "getUsers", "Get the public profiles of many users")
        {
            Parameters =
            [
                ParameterDoc.Query(
                    "id", "The ids, up to 100: `?id=user_1&id=user_2`.", new JsonArray(Examples.Id, "user_2"),
                    new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } }),
            ],
            Answer = new(200, "The profiles in the order asked; null where there is no such user.", $"[{Examples.Profile},null]"),
            Problems = [new("tooManyIds", UserEndpoints.TooManyIds())],
        },
    ]);
}
