using System.Text.Json;

namespace OrleansUsers.Api;

/// <summary>Reads the fields of a user that have the same name at every provider. Skips unknown fields.</summary>
internal static class SharedFields
{
    /// <summary>Reads the field whose name the reader is on.</summary>
    public static void Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ProviderUser user)
    {
        switch (reader.NameLength())
        {
            case 6 when reader.ValueTextEquals("banned"u8):
                user.Banned |= reader.ReadFlag() ?? false;
                break;
            case 6 when reader.ValueTextEquals("locked"u8):
                user.Locked = reader.ReadFlag() ?? false;
                break;
            case 10 when reader.ValueTextEquals("created_at"u8):
                user.CreatedAt = reader.ReadTime();
                break;
            case 10 when reader.ValueTextEquals("updated_at"u8):
                user.UpdatedAt = reader.ReadTime();
                break;
            case 11 when reader.ValueTextEquals("external_id"u8):
                user.ReferenceId = reader.ReadText();
                break;
            case 14 when reader.ValueTextEquals("last_active_at"u8):
                user.LastActiveAt = reader.ReadTime();
                break;
            case 15 when reader.ValueTextEquals("public_metadata"u8):
                user.PublicMetadata = reader.ReadObject(json, out var isTooDeep);
                user.HasDeepMetadata = isTooDeep;
                break;
            default:
                reader.SkipValue();
                break;
        }
    }
}
