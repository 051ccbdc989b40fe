namespace OrleansUsers.Api;

/// <summary>The user of the document's examples.</summary>
internal static class Examples
{
    public const string Id = "user_1";
    public const string Time = "2026-01-02T03:04:05.678Z";
    public const string TokenIdentifier = "https://accounts.example.com|auth0|5f7c";

    public const string User = """
        {"id":"user_1","externalId":"user_1","provider":"clerk","name":"Ada Lovelace","firstName":"Ada","lastName":"Lovelace",
         "username":"countess","email":"ada@example.com","emailVerified":true,"phoneNumber":null,
         "imageUrl":"https://img.example.com/ada.png","publicMetadata":{"plan":"pro"},"referenceId":null,
         "tokenIdentifiers":["https://your-app.clerk.accounts.dev|user_1"],
         "banned":false,"locked":false,"createdAt":"2026-01-02T03:04:05.678Z","updatedAt":"2026-01-02T03:04:05.678Z",
         "lastSignInAt":"2026-01-02T03:04:05.678Z","lastActiveAt":null,"version":1}
        """;

    public const string Profile =
        """{"id":"user_1","name":"Ada Lovelace","username":"countess","imageUrl":"https://img.example.com/ada.png"}""";
}
