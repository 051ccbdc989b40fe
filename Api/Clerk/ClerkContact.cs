using System.Text.Json;

namespace OrleansUsers.Api;

/// <summary>An item of Clerk's <c>email_addresses</c> or <c>phone_numbers</c>.</summary>
/// <param name="Verified">Null where nothing was said of verification.</param>
internal sealed record ClerkContact(string? Id, string? Address, bool? Verified)
{
    private static readonly ClerkContact None = new(null, "", false);

    /// <summary>The items of the list that is the next value; null for what is no list.</summary>
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
    /// The one with the primary id; where there is none, the first that is verified; <see cref="None"/> where the directory said that there
    /// is none; null where it did not say.
    /// </summary>
    /// <param name="contacts">Null where no list was given.</param>
    /// <param name="primaryId">Empty where there is no primary one, null where that was not said.</param>
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

    // It is null for an address that nobody has tried to verify.
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
