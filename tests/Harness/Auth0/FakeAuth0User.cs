using System.Globalization;
using System.Text.Json.Nodes;

namespace OrleansUsers.Harness;

/// <summary>A user of the fake Auth0.</summary>
/// <param name="Id"><c>user_id</c>: the connection, a bar and an id.</param>
public sealed record FakeAuth0User(string Id)
{
    /// <summary>The time of a user for whom no time is given.</summary>
    public static readonly DateTimeOffset Epoch = DateTimeOffset.FromUnixTimeSeconds(1_760_000_000);

    /// <summary><c>given_name</c>.</summary>
    public string? FirstName { get; init; } = "Mary";

    /// <summary><c>family_name</c>.</summary>
    public string? LastName { get; init; } = "Somerville";

    /// <summary><c>email</c>, which is verified; null means that the user has none.</summary>
    public string? Email { get; init; } = "mary@example.test";

    /// <summary><c>blocked</c>.</summary>
    public bool Blocked { get; init; }

    /// <summary><c>created_at</c>.</summary>
    public DateTimeOffset CreatedAt { get; init; } = Epoch;

    /// <summary><c>updated_at</c>.</summary>
    public DateTimeOffset UpdatedAt { get; init; } = Epoch;

    /// <summary>What is written instead of this user's line of an export.</summary>
    public string? RawLine { get; init; }

    /// <summary>A new user with an id that is not used elsewhere.</summary>
    public static FakeAuth0User New() => new($"auth0|{Guid.NewGuid():N}");

    /// <summary>The user of this number, from 0 on.</summary>
    public static FakeAuth0User Numbered(int number)
    {
        var digits = number.ToString(CultureInfo.InvariantCulture);
        return new($"auth0|{digits.PadLeft(24, '0')}")
        {
            LastName = $"Somerville {digits}",
            Email = $"u{digits}@example.test",
            CreatedAt = Epoch.AddSeconds(number),
            UpdatedAt = Epoch.AddSeconds(number),
        };
    }

    /// <summary>The profile. What the user does not have is missing, as at Auth0.</summary>
    public JsonObject Profile()
    {
        var profile = new JsonObject
        {
            ["user_id"] = Id,
            ["name"] = Email ?? "Mary",
            ["nickname"] = "mary",
            ["picture"] = "https://img.auth0.test/mary.png",
            ["created_at"] = Text(CreatedAt),
            ["updated_at"] = Text(UpdatedAt),
            ["last_login"] = Text(CreatedAt),
            ["logins_count"] = 3,
            ["identities"] = new JsonArray(new JsonObject
            {
                ["connection"] = "google-oauth2",
                ["user_id"] = 1234567890,
                ["provider"] = "google-oauth2",
                ["isSocial"] = true,
            }),
            ["app_metadata"] = new JsonObject { ["diagnosis"] = "unspeakable" },
        };
        if (Email is not null)
            (profile["email"], profile["email_verified"]) = (Email, true);
        if (FirstName is not null)
            profile["given_name"] = FirstName;
        if (LastName is not null)
            profile["family_name"] = LastName;
        if (Blocked)
            profile["blocked"] = true;
        return profile;
    }

    /// <summary>An event about the user, as Event Streams and the Events API have it.</summary>
    /// <param name="time">When it was made; null means a moment after the last change.</param>
    public JsonObject Event(string type, DateTimeOffset? time = null)
    {
        var user = Profile();
        if (type == "user.deleted")
            user["deleted_at"] = Text(time ?? UpdatedAt);
        return new JsonObject
        {
            ["specversion"] = "1.0",
            ["id"] = $"evt_{Guid.NewGuid():N}",
            ["type"] = type,
            ["source"] = "urn:auth0:acme",
            ["time"] = Text(time ?? UpdatedAt.AddMilliseconds(123)),
            ["a0tenant"] = "acme",
            ["a0stream"] = "est_made1up2345678901234ab",
            ["data"] = new JsonObject { ["object"] = user },
        };
    }

    internal static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
