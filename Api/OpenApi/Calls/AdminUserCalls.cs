using Microsoft.OpenApi;

namespace OrleansUsers.Api;

internal static class AdminUserCalls
{
    public static readonly ParameterDoc Id = new("id", ParameterLocation.Path, "The user's id, percent-encoded.", Examples.Id);

    public static readonly ParameterDoc IdInQuery =
        ParameterDoc.Query(AdminUserId.Key, "The user's id.", Examples.Id).Required();

    public static readonly ProblemDoc NoIdInQuery = new("noId", AdminUserId.NotNamed());

    private static readonly ProblemDoc NoUser = new("noUser", Problem.NoUser());

    public static readonly CallGroup Group = new("Admin: users", "What an operator may see and do with a user.",
    [
        .. AdminReadCalls.Calls,
        new("DELETE /admin/users/{id}", "deleteUser", "Delete a user")
        {
            Description = "Final, like `user.deleted`. Also for a user who was deleted before or never heard of.",
            Parameters = [Id],
            Answer = new(204, "The user is deleted."),
            Problems = [NoUser],
        },
        new("POST /admin/users/{id}/reinstate", "reinstateUser", "Undo a deletion")
        {
            Parameters = [Id],
            Description = "What was made before has no effect any more. The user is stored again by what comes later.",
            Answer = new(200, "The user, who is not deleted any more.", AdminReadCalls.UserWithParts),
            Problems = [NoUser, new("notDeleted", AdminUserEndpoints.NotDeleted())],
        },
        new("POST /admin/users/{id}/erase", "eraseUser", "Delete a user and blank the user's messages")
        {
            Parameters = [Id],
            Answer = new(204, "The user is deleted and the bodies of the messages are blank."),
            Problems = [NoUser],
        },
        new("POST /admin/users/{id}/token-identifiers", "linkTokenIdentifier", "Link one more sign-in to a user")
        {
            Parameters = [Id],
            Body = $$"""{"tokenIdentifier":"{{Examples.TokenIdentifier}}"}""",
            Answer = new(200, "The user, who holds the token identifier.", Examples.User),
            Problems =
            [
                new("malformed", TokenIdentifierEndpoints.Malformed()), NoUser, new("ownUser", TokenIdentifierEndpoints.HasOwnUser()),
                new("taken", TokenIdentifierEndpoints.Taken()), new("deleted", Problem.UserDeleted()),
            ],
        },
        new("DELETE /admin/users/{id}/token-identifiers", "unlinkTokenIdentifier", "Unlink a sign-in from a user")
        {
            Parameters =
            [
                Id,
                ParameterDoc.Query("tokenIdentifier", "The issuer, a bar and the subject.", Examples.TokenIdentifier).Required(),
            ],
            Answer = new(204, "The token identifier is unlinked."),
            Problems = [new("notNamed", TokenIdentifierEndpoints.NotNamed()), .. Unlinking()],
        },
        new("DELETE /admin/users/{id}/token-identifiers/{tokenIdentifier}", "unlinkTokenIdentifierByPath", "Unlink a sign-in (by path)")
        {
            Parameters =
            [
                Id,
                new(
                    "tokenIdentifier", ParameterLocation.Path, "The issuer, a bar and the subject, percent-encoded.",
                    Examples.TokenIdentifier),
            ],
            Answer = new(204, "The token identifier is unlinked."),
            Problems = [.. Unlinking()],
        },
        new("POST /admin/users/{id}/sync", "syncUser", "Read a user from the provider again")
        {
            Parameters = [Id],
            Answer = new(200, "What was done, and the fields that changed.", """{"outcome":"updated","changed":["name","lastName"]}"""),
            Problems =
            [
                NoUser, new("goneThere", UserSyncEndpoint.GoneThere()), new("deletedHere", UserSyncEndpoint.Deleted()),
                new("notOwner", UserSyncEndpoint.NotOwner()), SyncCalls.NoSecretKey, new("tooSlow", UserSyncEndpoint.TooSlow()),
                new("noUserThere", UserSyncEndpoint.NoUserThere()),
            ],
        },
    ]);

    private static ProblemDoc[] Unlinking() =>
        [NoUser, new("notHeld", TokenIdentifierEndpoints.NotHeld()), new("own", TokenIdentifierEndpoints.Own())];
}
