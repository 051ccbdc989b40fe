using System.Text.Json;

namespace OrleansUsers.Api;

/// <summary>Reads Clerk's user object, as in <c>data</c> of a user event or from its Backend API. Any field may be missing or null; private metadata is not read.</summary>
internal static class ClerkUser
{
    public static DirectoryUser Read(ref Utf8JsonReader reader)
    {
        var user = new DirectoryUser();
        string? emailId = null, phoneId = null;
        List<ClerkContact> emails = [], phones = [];
        if (!reader.TryReach(JsonTokenType.StartObject))
            return user;

        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("email_addresses"u8))
                emails = ClerkContact.ReadAll(ref reader);
            else if (reader.ValueTextEquals("primary_email_address_id"u8))
                emailId = reader.ReadText();
            else if (reader.ValueTextEquals("phone_numbers"u8))
                phones = ClerkContact.ReadAll(ref reader);
            else if (reader.ValueTextEquals("primary_phone_number_id"u8))
                phoneId = reader.ReadText();
            else
                ReadField(ref reader, user);
        }

        var email = ClerkContact.Primary(emails, emailId);
        user.Email = email?.Address;
        user.EmailVerified = email?.Verified ?? false;
        user.PhoneNumber = ClerkContact.Primary(phones, phoneId)?.Address;
        return user;
    }

    private static void ReadField(ref Utf8JsonReader reader, DirectoryUser user)
    {
        if (reader.ValueTextEquals("id"u8))
            user.Id = reader.ReadId();
        else if (reader.ValueTextEquals("first_name"u8))
            user.FirstName = reader.ReadText();
        else if (reader.ValueTextEquals("last_name"u8))
            user.LastName = reader.ReadText();
        else if (reader.ValueTextEquals("username"u8))
            user.Username = reader.ReadText();
        else if (reader.ValueTextEquals("image_url"u8))
            user.ImageUrl = reader.ReadText();
        else if (reader.ValueTextEquals("public_metadata"u8))
            user.PublicMetadata = reader.ReadObject();
        else if (reader.ValueTextEquals("banned"u8))
            user.Banned = reader.ReadFlag();
        else if (reader.ValueTextEquals("locked"u8))
            user.Locked = reader.ReadFlag();
        else if (reader.ValueTextEquals("created_at"u8))
            user.CreatedAt = reader.ReadMilliseconds();
        else if (reader.ValueTextEquals("updated_at"u8))
            user.UpdatedAt = reader.ReadMilliseconds();
        else if (reader.ValueTextEquals("last_sign_in_at"u8))
            user.LastSignInAt = reader.ReadMilliseconds();
        else
            reader.SkipValue();
    }
}
