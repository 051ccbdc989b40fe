using System.Globalization;
using System.Text.Json.Nodes;

namespace OrleansUsers.Harness;

/// <summary>A user at a fake Clerk, and the events that Clerk sends about the user: the shared vectors with this user's values.</summary>
public sealed record Person(string Id)
{
    private static readonly JsonObject Vectors = JsonNode.Parse(File.ReadAllText(Repository.Vector("clerk-events.json")))!.AsObject();

    /// <summary>When the events of the vectors happened.</summary>
    public static readonly DateTimeOffset Epoch = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_000);

    /// <summary><c>first_name</c>.</summary>
    public string? FirstName { get; init; } = "Ada";

    /// <summary><c>last_name</c>.</summary>
    public string? LastName { get; init; } = "Lovelace";

    /// <summary><c>username</c>.</summary>
    public string? Username { get; init; }

    /// <summary>The address that <c>primary_email_address_id</c> names.</summary>
    public string Email { get; init; } = "ada@example.test";

    /// <summary><c>updated_at</c>, which orders the events of one user.</summary>
    public DateTimeOffset UpdatedAt { get; init; } = Epoch;

    /// <summary>The envelope's <c>timestamp</c>; null means a moment after <see cref="UpdatedAt"/>.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>A new user with an id that is not used elsewhere.</summary>
    public static Person New() => new($"user_{Guid.NewGuid():N}");

    /// <summary>The user after the change of this number, which is the last name.</summary>
    public Person AfterChange(int number) =>
        this with { LastName = number.ToString(CultureInfo.InvariantCulture), UpdatedAt = Epoch.AddSeconds(number) };

    /// <summary><c>user.created</c>.</summary>
    public JsonObject Created() => Event("user.created");

    /// <summary><c>user.updated</c>.</summary>
    public JsonObject Updated() => Event("user.updated");

    /// <summary><c>user.deleted</c>, which has only the id.</summary>
    public JsonObject Deleted()
    {
        var deleted = Vector("user.deleted");
        deleted["data"]!["id"] = Id;
        return deleted;
    }

    /// <summary>One of the shared vectors, with its id changed.</summary>
    public JsonObject FromVector(string name)
    {
        var vector = Vector(name);
        vector["data"]!["id"] = Id;
        return vector;
    }

    private JsonObject Event(string type)
    {
        var made = FromVector(type);
        var data = made["data"]!;
        (data["first_name"], data["last_name"], data["username"]) = (FirstName, LastName, Username);
        data["email_addresses"]![0]!["email_address"] = Email;
        data["updated_at"] = UpdatedAt.ToUnixTimeMilliseconds();
        made["timestamp"] = (SentAt ?? UpdatedAt.AddMilliseconds(123)).ToUnixTimeMilliseconds();
        return made;
    }

    private static JsonObject Vector(string name) => Vectors[name]!.DeepClone().AsObject();
}
