using System.Globalization;
using System.Text.Json.Nodes;

namespace OrleansUsers.Harness;

/// <summary>A user at a fake Auth0, and the events that its Actions send about the user.</summary>
/// <param name="Subject">Auth0's <c>user_id</c>: the connection, a bar and an id.</param>
public sealed record Auth0Person(string Subject)
{
    /// <summary><c>given_name</c>.</summary>
    public string? FirstName { get; init; } = "Mary";

    /// <summary><c>family_name</c>.</summary>
    public string? LastName { get; init; } = "Somerville";

    /// <summary>The time that orders the events of one user.</summary>
    public DateTimeOffset UpdatedAt { get; init; } = Person.Epoch;

    /// <summary>A new user with an id that is not used elsewhere.</summary>
    public static Auth0Person New() => new($"auth0|{Guid.NewGuid():N}");

    /// <summary><c>user.created</c>.</summary>
    public JsonObject Created() => Event("user.created", Profile());

    /// <summary><c>user.updated</c>.</summary>
    public JsonObject Updated() => Event("user.updated", Profile());

    /// <summary><c>user.deleted</c>, which has only the id.</summary>
    public JsonObject Deleted() => Event("user.deleted", new JsonObject { ["id"] = Subject });

    /// <summary><c>user.updated</c> with the id and only these fields.</summary>
    public JsonObject Said(JsonObject data)
    {
        data["id"] = Subject;
        return Event("user.updated", data);
    }

    /// <summary>The user's profile, with Auth0's names of the fields.</summary>
    public JsonObject Profile() => new()
    {
        ["id"] = Subject,
        ["email"] = "mary@example.test",
        ["email_verified"] = true,
        ["name"] = "mary@example.test",
        ["given_name"] = FirstName,
        ["family_name"] = LastName,
        ["nickname"] = "mary",
        ["picture"] = "https://img.auth0.test/mary.png",
        ["phone_number"] = "+15550100",
        ["created_at"] = Text(Person.Epoch),
        ["updated_at"] = Text(UpdatedAt),
    };

    private JsonObject Event(string type, JsonObject data) =>
        new() { ["type"] = type, ["timestamp"] = UpdatedAt.AddMilliseconds(123).ToUnixTimeMilliseconds(), ["data"] = data };

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
