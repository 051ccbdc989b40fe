using System.Text.Json;

namespace OrleansUsers.Api;

/// <summary>
/// Reads Clerk's user object, as in <c>data</c> of a user event or from its Backend API. Any field may be missing or null; private metadata
/// is not read.
/// </summary>
internal static class ClerkUser
{
    public static ProviderUser Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        var user = new ProviderUser();
        string? emailId = null, phoneId = null;
        List<ClerkContact>? emails = null, phones = null;
        if (!reader.TryReach(JsonTokenType.StartObject))
            return user;

        while (reader.NextProperty())
        {
            switch (reader.NameLength())
            {
                case 13 when reader.ValueTextEquals("phone_numbers"u8):
                    phones = ClerkContact.ReadAll(ref reader);
                    break;
                case 15 when reader.ValueTextEquals("email_addresses"u8):
                    emails = ClerkContact.ReadAll(ref reader);
                    break;
                case 23 when reader.ValueTextEquals("primary_phone_number_id"u8):
                    phoneId = reader.ReadText();
                    break;
                case 24 when reader.ValueTextEquals("primary_email_address_id"u8):
                    emailId = reader.ReadText();
                    break;
                default:
                    ReadField(ref reader, json, user);
                    break;
            }
        }

        var email = ClerkContact.Primary(emails, emailId);
        user.Email = email?.Address;
        user.EmailVerified = email?.Verified;
        user.PhoneNumber = ClerkContact.Primary(phones, phoneId)?.Address;
        return user;
    }

    private static void ReadField(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ProviderUser user)
    {
        // The length is compared first, because most of about fifty names are none of these.
        switch (reader.NameLength())
        {
            case 2 when reader.ValueTextEquals("id"u8):
                user.Id = reader.ReadId();
                break;
            case 8 when reader.ValueTextEquals("username"u8):
                user.Username = reader.ReadText();
                break;
            case 9 when reader.ValueTextEquals("last_name"u8):
                user.LastName = reader.ReadText();
                break;
            case 9 when reader.ValueTextEquals("image_url"u8):
                user.ImageUrl = reader.ReadText();
                break;
            case 10 when reader.ValueTextEquals("first_name"u8):
                user.FirstName = reader.ReadText();
                break;
            case 13 when reader.ValueTextEquals("deprovisioned"u8):
                // A SCIM directory has removed the user. Like a ban, this forbids the user to sign in.
                user.Banned |= reader.ReadFlag() ?? false;
                break;
            case 15 when reader.ValueTextEquals("last_sign_in_at"u8):
                user.LastSignInAt = reader.ReadTime();
                break;
            default:
                SharedFields.Read(ref reader, json, user);
                break;
        }
    }
}
