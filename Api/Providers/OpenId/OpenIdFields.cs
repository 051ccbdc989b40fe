using System.Text.Json;

namespace OrleansUsers.Api;

/// <summary>Reads the fields of a user that have only one name each. Skips unknown fields.</summary>
internal static class OpenIdFields
{
    /// <summary>Reads the field whose name the reader is on.</summary>
    public static void Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ProviderUser user)
    {
        switch (reader.NameLength())
        {
            case 4 when reader.ValueTextEquals("name"u8):
                user.Name = reader.ReadText();
                break;
            case 5 when reader.ValueTextEquals("email"u8):
                user.Email = reader.ReadText();
                break;
            case 7 when reader.ValueTextEquals("blocked"u8):
                user.Banned |= reader.ReadFlag() ?? false;
                break;
            case 7 when reader.ValueTextEquals("picture"u8):
                user.ImageUrl = reader.ReadText();
                break;
            case 10 when reader.ValueTextEquals("given_name"u8):
                user.FirstName = reader.ReadText();
                break;
            case 10 when reader.ValueTextEquals("last_login"u8):
                user.LastSignInAt = reader.ReadTime();
                break;
            case 11 when reader.ValueTextEquals("family_name"u8):
                user.LastName = reader.ReadText();
                break;
            case 12 when reader.ValueTextEquals("phone_number"u8):
                user.PhoneNumber = reader.ReadText();
                break;
            case 14 when reader.ValueTextEquals("email_verified"u8):
                user.EmailVerified = reader.ReadFlag();
                break;
            default:
                SharedFields.Read(ref reader, json, user);
                break;
        }
    }
}
