using System.Text.Json;

namespace OrleansUsers.Harness;

/// <summary>The JSON of a user, the same in Clerk's answers and in its webhooks; it is about as long as Clerk's.</summary>
internal static class FakeUserJson
{
    private const long Day = 86_400_000;

    private const string Image = "https://img.clerk.test/eyJ0eXBlIjoiZGVmYXVsdCIsImlpZCI6Imluc18yZmFrZSIsInJpZCI6InVzZXJfMmZha2UiLCJp"
        + "bml0aWFscyI6IkFMIn0";

    public static void WriteTo(Utf8JsonWriter json, FakeUser user)
    {
        if (user.Raw is not null)
        {
            json.WriteRawValue(user.Raw, skipInputValidation: true);
            return;
        }
        var emailId = user.Email is null ? null : string.Concat("idn_", user.Id.AsSpan(user.Id.IndexOf('_') + 1));
        json.WriteStartObject();
        json.WriteString("id"u8, user.Id);
        json.WriteString("object"u8, "user"u8);
        json.WriteString("username"u8, user.Username);
        json.WriteString("first_name"u8, user.FirstName);
        json.WriteString("last_name"u8, user.LastName);
        json.WriteNull("locale"u8);
        json.WriteString("image_url"u8, Image);
        json.WriteBoolean("has_image"u8, false);
        json.WriteString("primary_email_address_id"u8, emailId);
        json.WriteNull("primary_phone_number_id"u8);
        json.WriteNull("primary_web3_wallet_id"u8);
        json.WriteBoolean("password_enabled"u8, true);
        json.WriteBoolean("two_factor_enabled"u8, false);
        json.WriteBoolean("totp_enabled"u8, false);
        json.WriteBoolean("backup_code_enabled"u8, false);
        WriteEmails(json, user, emailId);
        WriteEmpty(json, "phone_numbers");
        WriteEmpty(json, "web3_wallets");
        WriteEmpty(json, "external_accounts");
        WriteEmpty(json, "saml_accounts");
        WriteEmpty(json, "enterprise_accounts");
        json.WriteStartObject("public_metadata"u8);
        json.WriteEndObject();
        json.WriteStartObject("private_metadata"u8);
        json.WriteString("secret"u8, "x"u8);
        json.WriteEndObject();
        json.WriteStartObject("unsafe_metadata"u8);
        json.WriteEndObject();
        json.WriteString("external_id"u8, user.ExternalId);
        json.WriteBoolean("banned"u8, user.Banned);
        json.WriteBoolean("locked"u8, false);
        json.WriteNull("lockout_expires_in_seconds"u8);
        json.WriteNumber("verification_attempts_remaining"u8, 100);
        json.WriteBoolean("deprovisioned"u8, false);
        json.WriteBoolean("delete_self_enabled"u8, true);
        json.WriteBoolean("create_organization_enabled"u8, true);
        json.WriteNull("legal_accepted_at"u8);
        json.WriteNull("mfa_enabled_at"u8);
        json.WriteNull("mfa_disabled_at"u8);
        json.WriteNumber("last_sign_in_at"u8, user.CreatedAt);
        json.WriteNumber("last_active_at"u8, user.CreatedAt / Day * Day);
        json.WriteNumber("created_at"u8, user.CreatedAt);
        json.WriteNumber("updated_at"u8, user.UpdatedAt);
        json.WriteEndObject();
    }

    private static void WriteEmails(Utf8JsonWriter json, FakeUser user, string? id)
    {
        json.WriteStartArray("email_addresses"u8);
        if (id is not null)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, id);
            json.WriteString("object"u8, "email_address"u8);
            json.WriteString("email_address"u8, user.Email);
            json.WriteBoolean("reserved"u8, false);
            json.WriteStartObject("verification"u8);
            json.WriteString("object"u8, "verification_otp"u8);
            json.WriteString("status"u8, "verified"u8);
            json.WriteString("strategy"u8, "email_code"u8);
            json.WriteNumber("attempts"u8, 1);
            json.WriteNumber("expire_at"u8, user.CreatedAt + 600_000);
            json.WriteEndObject();
            WriteEmpty(json, "linked_to");
            json.WriteBoolean("matches_sso_connection"u8, false);
            json.WriteNumber("created_at"u8, user.CreatedAt);
            json.WriteNumber("updated_at"u8, user.CreatedAt);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteEmpty(Utf8JsonWriter json, string list)
    {
        json.WriteStartArray(list);
        json.WriteEndArray();
    }
}
