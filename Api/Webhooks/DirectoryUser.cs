namespace OrleansUsers.Api;

/// <summary>A user as a provider's directory has it, whatever the provider calls its fields. A text is null where it did not say, and empty where it said that there is none.</summary>
internal sealed class DirectoryUser
{
    /// <summary>The subject of the user's tokens.</summary>
    public string? Id { get; set; }

    public string? Name { get; set; }

    public string? FirstName { get; set; }

    public string? LastName { get; set; }

    public string? Username { get; set; }

    public string? Email { get; set; }

    public bool EmailVerified { get; set; }

    public string? PhoneNumber { get; set; }

    public string? ImageUrl { get; set; }

    public RawJson? PublicMetadata { get; set; }

    public bool Banned { get; set; }

    public bool Locked { get; set; }

    public DateTimeOffset? CreatedAt { get; set; }

    public DateTimeOffset? UpdatedAt { get; set; }

    public DateTimeOffset? LastSignInAt { get; set; }

    /// <summary>What the directory says by this.</summary>
    /// <param name="sentAt">When the provider made the message; it stands in for a missing time of the change.</param>
    public UserSnapshot Snapshot(Provider provider, DateTimeOffset? sentAt)
    {
        var sent = sentAt ?? UpdatedAt ?? DateTimeOffset.UnixEpoch;
        return new UserSnapshot
        {
            Provider = provider.Name,
            TokenIdentifier = TokenIdentifier.Of(provider.Issuer, Id!),
            UpdatedAt = UpdatedAt ?? sent,
            SentAt = sent,
            Name = Name,
            FirstName = FirstName,
            LastName = LastName,
            Username = Username,
            Email = Email,
            EmailVerified = EmailVerified,
            PhoneNumber = PhoneNumber,
            ImageUrl = ImageUrl,
            PublicMetadata = PublicMetadata,
            Banned = Banned,
            Locked = Locked,
            CreatedAt = CreatedAt,
            LastSignInAt = LastSignInAt,
        };
    }
}
