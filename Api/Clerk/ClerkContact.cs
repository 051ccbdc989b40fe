using System.Text.Json;

namespace OrleansUsers.Api;

/// <summary>An item of Clerk's <c>email_addresses</c> or <c>phone_numbers</c>.</summary>
internal sealed record ClerkContact(string? Id, string? Address, bool Verified)
{
    private static readonly ClerkContact None = new(null, "", false);

    public static List<ClerkContact> ReadAll(ref Utf8JsonReader reader)
    {
        var contacts = new List<ClerkContact>();
        if (reader.TryReach(JsonTokenType.StartArray))
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType == JsonTokenType.StartObject)
                    contacts.Add(Read(ref reader));
                else
                    reader.Skip();
            }
        }
        return contacts;
    }

    /// <summary>The one with the primary id; <see cref="None"/> where the directory said that there is none; null where it did not say.</summary>
    public static ClerkContact? Primary(List<ClerkContact> contacts, string? primaryId) =>
        primaryId is "" ? None : contacts.Find(contact => contact.Id is not null && contact.Id == primaryId);

    private static ClerkContact Read(ref Utf8JsonReader reader)
    {
        string? id = null, address = null;
        var verified = false;
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("id"u8))
                id = reader.ReadText();
            else if (reader.ValueTextEquals("email_address"u8) || reader.ValueTextEquals("phone_number"u8))
                address = reader.ReadText();
            else if (reader.ValueTextEquals("verification"u8))
                verified = IsVerified(ref reader);
            else
                reader.SkipValue();
        }
        return new ClerkContact(id, address, verified);
    }

    private static bool IsVerified(ref Utf8JsonReader reader)
    {
        var verified = false;
        if (reader.TryReach(JsonTokenType.StartObject))
        {
            while (reader.NextProperty())
            {
                if (reader.ValueTextEquals("status"u8))
                    verified = reader.ReadText() == "verified";
                else
                    reader.SkipValue();
            }
        }
        return verified;
    }
}
