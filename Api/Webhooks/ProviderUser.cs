namespace OrleansUsers.Api;

/// <summary>
/// A user in a provider's directory, whatever names the provider's fields have. A text is null when the directory did not send the field,
/// and empty when the field has no value.
/// </summary>
internal sealed class ProviderUser
{
    /// <summary>The subject of the user's tokens.</summary>
    public string? Id { get; set; }

    public string? Name { get; set; }

    public string? FirstName { get; set; }

    public string? LastName { get; set; }

    public string? Username { get; set; }

    public string? Email { get; set; }

    /// <summary>Whether the address is verified; null when the directory did not send it.</summary>
    public bool? EmailVerified { get; set; }

    public string? PhoneNumber { get; set; }

    public string? ImageUrl { get; set; }

    public RawJson? PublicMetadata { get; set; }

    /// <summary>Whether the public metadata was left out because it nests too deep to be stored.</summary>
    public bool HasDeepMetadata { get; set; }

    /// <summary>The id of the user in the app's own systems.</summary>
    public string? ReferenceId { get; set; }

    public bool Banned { get; set; }

    public bool Locked { get; set; }

    public DateTimeOffset? CreatedAt { get; set; }

    public DateTimeOffset? UpdatedAt { get; set; }

    public DateTimeOffset? LastSignInAt { get; set; }

    public DateTimeOffset? LastActiveAt { get; set; }

    /// <summary>Returns this user as a snapshot of the provider's directory.</summary>
    /// <param name="sentAt">
    /// When the provider made the event. This time replaces a missing time of the change, and one that is too far ahead of it.
    /// </param>
    /// <param name="isCreation">Whether the event tells of the user's creation.</param>
    public UserSnapshot Snapshot(Provider provider, DateTimeOffset? sentAt, bool isCreation = false)
    {
        var sent = sentAt ?? UpdatedAt ?? DateTimeOffset.UnixEpoch;
        var updated = UpdatedAt ?? sent;
        return new UserSnapshot
        {
            Provider = provider.Name,
            TokenIdentifier = TokenIdentifier.Of(provider.Issuer, Id!),
            OtherTokenIdentifiers = provider.AlsoIssuers.Count == 0 ? null : [.. provider.TokenIdentifiersOf(Id!).Skip(1)],
            // A change cannot be later than its event. With such a time it would win over all later changes.
            UpdatedAt = updated - sent > ProviderEvent.MaxAhead ? sent : updated,
            SentAt = sent,
            Name = Name,
            FirstName = FirstName,
            LastName = LastName,
            Username = Username,
            Email = Email,
            EmailVerified = EmailVerified ?? false,
            IsVerificationUnsaid = EmailVerified is null,
            MayOmitVerification = provider.Kind != ProviderKind.Clerk,
            PhoneNumber = PhoneNumber,
            ImageUrl = ImageUrl,
            PublicMetadata = PublicMetadata,
            ReferenceId = ReferenceId,
            Banned = Banned,
            Locked = Locked,
            CreatedAt = CreatedAt,
            LastSignInAt = LastSignInAt,
            LastActiveAt = LastActiveAt,
            BeganAt = provider.Kind == ProviderKind.Clerk ? null : BeganAt(sent, isCreation ? sentAt : null),
        };
    }

    // Clerk never gives an id a second time. Elsewhere the user of an id may be deleted, and later be created again.
    private DateTimeOffset? BeganAt(DateTimeOffset sent, DateTimeOffset? eventAt)
    {
        var began = CreatedAt > eventAt || eventAt is null ? CreatedAt : eventAt;
        // With a time that is too far ahead no deletion could follow it.
        return began - sent > ProviderEvent.MaxAhead ? sent : began;
    }
}
