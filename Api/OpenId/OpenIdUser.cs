using System.Text.Json;

namespace OrleansUsers.Api;

/// <summary>
/// Reads a user whose fields are named as the standard claims of OpenID Connect (Core 1.0, section 5.1), and those that Auth0 calls otherwise. Any field may be
/// missing or null.
/// </summary>
internal static class OpenIdUser
{
    public static DirectoryUser Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        var user = new DirectoryUser();
        string? username = null, preferred = null, nickname = null;
        if (!reader.TryReach(JsonTokenType.StartObject))
            return user;

        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("username"u8))
                username = reader.ReadText();
            else if (reader.ValueTextEquals("preferred_username"u8))
                preferred = reader.ReadText();
            else if (reader.ValueTextEquals("nickname"u8))
                nickname = reader.ReadText();
            else
                ReadField(ref reader, json, user);
        }

        string?[] names = [username, preferred, nickname];
        user.Username = Array.Find(names, name => !string.IsNullOrWhiteSpace(name)) ?? Array.Find(names, name => name is not null);
        // Auth0 calls a user without a name by the e-mail address, which is not for everyone to see.
        if (user.Name is not null && user.Name == user.Email)
            user.Name = null;
        return user;
    }

    private static void ReadField(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, DirectoryUser user)
    {
        if (reader.ValueTextEquals("id"u8) || reader.ValueTextEquals("user_id"u8) || reader.ValueTextEquals("sub"u8))
            user.Id = reader.ReadId() ?? user.Id;
        else if (reader.ValueTextEquals("name"u8))
            user.Name = reader.ReadText();
        else if (reader.ValueTextEquals("given_name"u8))
            user.FirstName = reader.ReadText();
        else if (reader.ValueTextEquals("family_name"u8))
            user.LastName = reader.ReadText();
        else if (reader.ValueTextEquals("email"u8))
            user.Email = reader.ReadText();
        else if (reader.ValueTextEquals("email_verified"u8))
            user.EmailVerified = reader.ReadFlag();
        else if (reader.ValueTextEquals("phone_number"u8))
            user.PhoneNumber = reader.ReadText();
        else if (reader.ValueTextEquals("picture"u8))
            user.ImageUrl = reader.ReadText();
        else if (reader.ValueTextEquals("public_metadata"u8))
            user.PublicMetadata = reader.ReadObject(json);
        else if (reader.ValueTextEquals("blocked"u8))
            user.Banned = reader.ReadFlag();
        else if (reader.ValueTextEquals("created_at"u8))
            user.CreatedAt = reader.ReadTime();
        else if (reader.ValueTextEquals("updated_at"u8))
            user.UpdatedAt = reader.ReadTime();
        else if (reader.ValueTextEquals("last_login"u8))
            user.LastSignInAt = reader.ReadTime();
        else
            reader.SkipValue();
    }
}
