using System.Text.Json;

namespace OrleansUsers.Api;

/// <summary>Reads a user as Auth0's Management API has it: by itself, or as a line of an export.</summary>
internal static class Auth0User
{
    /// <summary>The fields of a profile that are read here.</summary>
    public static IReadOnlyList<string> Fields { get; } =
    [
        "user_id", "email", "email_verified", "username", "phone_number", "name", "nickname", "given_name", "family_name", "picture",
        "blocked", "created_at", "updated_at", "last_login",
    ];

    /// <exception cref="JsonException">It is not a user.</exception>
    public static PulledUser ReadOne(ProviderAnswer answer)
    {
        var user = Read(answer.Body, "", answer.At);
        return user.User is null ? throw new JsonException("The answer is not a user.") : user;
    }

    /// <param name="name">What it is called when it cannot be read.</param>
    public static PulledUser Read(ReadOnlySpan<byte> json, string name, DateTimeOffset at)
    {
        try
        {
            var reader = new Utf8JsonReader(json, LenientJson.AnyDepth);
            var user = OpenIdUser.Read(ref reader, json);
            // Nothing may follow the user.
            if (!reader.Read() && ExternalId.IsUsable(user.Id))
                return new PulledUser(user, user.Id!, at);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // It is not JSON, or a property name has half a surrogate pair.
        }
        return new PulledUser(null, name, at);
    }
}
