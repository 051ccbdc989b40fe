namespace OrleansUsers.Api;

/// <summary>
/// A user as a provider's directory has it, whatever the provider calls its fields. A text is null where it did not say, and empty where it
/// said that there is none.
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

    /// <summary>Whether the address is verified; null where the directory did not say.</summary>
    public bool? EmailVerified { get; set; }

    public string? PhoneNumber { get; set; }

    public string? ImageUrl { get; set; }

    public RawJson? PublicMetadata { get; set; }

    /// <summary>The public metadata nests too deep to be stored, and so was left out.</summary>
    public bool HasDeepMetadata { get; set; }

    /// <summary>The id of the user in the app's own systems.</summary>
    public string? ReferenceId { get; set; }

    public bool Banned { get; set; }

    public bool Locked { get; set; }

    public DateTimeOffset? CreatedAt { get; set; }

    public DateTimeOffset? UpdatedAt { get; set; }

    public DateTimeOffset? LastSignInAt { get; set; }

    public DateTimeOffset? LastActiveAt { get; set; }

    /// <summary>What the directory says by this.</summary>
    /// <param name="sentAt">
    /// When the provider made the message; it stands in for a missing time of the change, and for one that lies ahead of it.
    /// </param>
    public UserSnapshot Snapshot(Provider provider, DateTimeOffset? sentAt)
    {
        var sent = sentAt ?? UpdatedAt ?? DateTimeOffset.UnixEpoch;
        var updated = UpdatedAt ?? sent;
        return new UserSnapshot
        {
            Provider = provider.Name,
            TokenIdentifier = TokenIdentifier.Of(provider.Issuer, Id!),
            OtherTokenIdentifiers = provider.AlsoIssuers.Count == 0 ? null : [.. provider.TokenIdentifiersOf(Id!).Skip(1)],
            // A change cannot be later than the message of it: taken at its word, it would win over all that follow.
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
        };
    }
}
