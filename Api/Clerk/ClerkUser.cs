using System.Text.Json;

namespace OrleansUsers.Api;

/// <summary>Clerk's user object, as in <c>data</c> of a user event or from its Backend API. Any field may be missing or null; private metadata is not read.</summary>
internal sealed class ClerkUser
{
    public string? Id { get; private set; }

    private string? _firstName, _lastName, _username, _imageUrl, _emailId, _phoneId;
    private List<ClerkContact> _emails = [], _phones = [];
    private RawJson? _publicMetadata;
    private bool _banned, _locked;
    private DateTimeOffset? _createdAt, _updatedAt, _lastSignInAt;

    public static ClerkUser Read(ref Utf8JsonReader reader)
    {
        var user = new ClerkUser();
        if (reader.TryReach(JsonTokenType.StartObject))
        {
            while (reader.NextProperty())
                user.ReadProperty(ref reader);
        }
        return user;
    }

    /// <summary>What the directory says by this object.</summary>
    /// <param name="issuer">The <c>iss</c> of the tokens this user signs in with.</param>
    /// <param name="sentAt">When the provider made the message; it stands in for a missing <c>updated_at</c>.</param>
    public UserSnapshot Snapshot(string issuer, DateTimeOffset? sentAt)
    {
        var sent = sentAt ?? _updatedAt ?? DateTimeOffset.UnixEpoch;
        var email = ClerkContact.Primary(_emails, _emailId);
        return new UserSnapshot
        {
            Provider = ClerkSettings.Provider,
            TokenIdentifier = TokenIdentifier.Of(issuer, Id!),
            UpdatedAt = _updatedAt ?? sent,
            SentAt = sent,
            FirstName = _firstName,
            LastName = _lastName,
            Username = _username,
            Email = email?.Address,
            EmailVerified = email?.Verified ?? false,
            PhoneNumber = ClerkContact.Primary(_phones, _phoneId)?.Address,
            ImageUrl = _imageUrl,
            PublicMetadata = _publicMetadata,
            Banned = _banned,
            Locked = _locked,
            CreatedAt = _createdAt,
            LastSignInAt = _lastSignInAt,
        };
    }

    private void ReadProperty(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("id"u8))
            Id = reader.ReadId();
        else if (reader.ValueTextEquals("first_name"u8))
            _firstName = reader.ReadText();
        else if (reader.ValueTextEquals("last_name"u8))
            _lastName = reader.ReadText();
        else if (reader.ValueTextEquals("username"u8))
            _username = reader.ReadText();
        else if (reader.ValueTextEquals("image_url"u8))
            _imageUrl = reader.ReadText();
        else if (reader.ValueTextEquals("email_addresses"u8))
            _emails = ClerkContact.ReadAll(ref reader);
        else if (reader.ValueTextEquals("primary_email_address_id"u8))
            _emailId = reader.ReadText();
        else if (reader.ValueTextEquals("phone_numbers"u8))
            _phones = ClerkContact.ReadAll(ref reader);
        else if (reader.ValueTextEquals("primary_phone_number_id"u8))
            _phoneId = reader.ReadText();
        else if (reader.ValueTextEquals("public_metadata"u8))
            _publicMetadata = reader.ReadObject();
        else if (reader.ValueTextEquals("banned"u8))
            _banned = reader.ReadFlag();
        else if (reader.ValueTextEquals("locked"u8))
            _locked = reader.ReadFlag();
        else if (reader.ValueTextEquals("created_at"u8))
            _createdAt = reader.ReadTime();
        else if (reader.ValueTextEquals("updated_at"u8))
            _updatedAt = reader.ReadTime();
        else if (reader.ValueTextEquals("last_sign_in_at"u8))
            _lastSignInAt = reader.ReadTime();
        else
            reader.SkipValue();
    }
}
