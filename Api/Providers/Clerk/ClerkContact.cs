using System.Text.Json;

namespace OrleansUsers.Api;

/// <summary>An item of Clerk's <c>email_addresses</c> or <c>phone_numbers</c>.</summary>
/// <param name="Verified">Null when the item has no <c>verification</c>.</param>
internal sealed record ClerkContact(string? Id, string? Address, bool? Verified)
{
    private static readonly ClerkContact None = new(null, "", false);

    /// <summary>Reads the list that is the next value; null when it is not a list.</summary>
    public static List<ClerkContact>? ReadAll(ref Utf8JsonReader reader)
    {
        if (!reader.TryReach(JsonTokenType.StartArray))
            return null;
        var contacts = new List<ClerkContact>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
                contacts.Add(Read(ref reader));
            else
                reader.Skip();
        }
        return contacts;
    }

    /// <summary>
    /// Returns the item with the primary id, else the first verified one, else <see cref="None"/>. When there is no list, returns
    /// <see cref="None"/> if the primary id is empty, else null.
    /// </summary>
    /// <param name="contacts">Null when there is no list.</param>
    /// <param name="primaryId">Empty when the directory has no primary item; null when it did not send the field.</param>
    public static ClerkContact? Primary(List<ClerkContact>? contacts, string? primaryId)
    {
        if (contacts is null)
            return primaryId is "" ? None : null;
        var primary = string.IsNullOrEmpty(primaryId) ? null : contacts.Find(contact => contact.Id == primaryId && contact.HasAddress);
        return primary ?? contacts.Find(contact => contact is { Verified: true, HasAddress: true }) ?? None;
    }

    private bool HasAddress => !string.IsNullOrWhiteSpace(Address);

    private static ClerkContact Read(ref Utf8JsonReader reader)
    {
        string? id = null, address = null;
        bool? verified = null;
        while (reader.NextProperty())
        {
            switch (reader.NameLength())
            {
                case 2 when reader.ValueTextEquals("id"u8):
                    id = reader.ReadText();
                    break;
                case 12 when reader.ValueTextEquals("phone_number"u8):
                case 13 when reader.ValueTextEquals("email_address"u8):
                    address = reader.ReadText();
                    break;
                case 12 when reader.ValueTextEquals("verification"u8):
                    verified = IsVerified(ref reader);
                    break;
                default:
                    reader.SkipValue();
                    break;
            }
        }
        return new ClerkContact(id, address, verified);
    }

    // The value is null for an address whose verification was never tried.
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
