namespace OrleansUsers.Grains;

/// <summary>Computes what readers see of a state. Where the directory and a token both have a field, the newer value counts.</summary>
internal static class UserProfile
{
    /// <summary>The user of a state; null when it is not stored, or deleted.</summary>
    public static User? Of(UserState state, string externalId)
    {
        var (directory, claims) = (state.Snapshot, state.Claims);
        if (state.DeletedAt is not null || (directory ?? (object?)claims) is null)
            return null;

        var firstName = Newer(directory?.FirstName, claims?.FirstName);
        var lastName = Newer(directory?.LastName, claims?.LastName);
        var username = Newer(directory?.Username, claims?.Username);
        var email = Newer(directory?.Email, claims?.Email);
        return new User
        {
            ExternalId = externalId,
            // After a reinstatement a linked account may be the first that says something of the user.
            Provider = state.Provider() ?? ExternalId.ProviderOf(externalId),
            // The newer of the directory's full name and the claim `name`. The other parts of a name count only when both are missing.
            Name = Newer(NameIn(directory), claims?.Name)
                ?? UserName.Of(firstName, lastName, username, email)
                ?? UserName.Nameless,
            FirstName = firstName,
            LastName = lastName,
            Username = username,
            Email = email,
            EmailVerified = email is not null && EmailStatements.IsVerified(state, email),
            PhoneNumber = Newer(directory?.PhoneNumber, claims?.PhoneNumber),
            ImageUrl = Newer(directory?.ImageUrl, claims?.ImageUrl),
            PublicMetadata = directory?.PublicMetadata,
            ReferenceId = Visible(directory?.ReferenceId),
            TokenIdentifiers = state.Tokens(),
            Banned = state.IsBanned(),
            Locked = directory?.Locked ?? false,
            CreatedAt = directory?.CreatedAt ?? UserMerge.Earliest(directory?.UpdatedAt, claims?.FirstIssuedAt)!.Value,
            UpdatedAt = UserMerge.Later(directory?.UpdatedAt, claims?.NewestIssuedAt()) ?? claims!.FirstIssuedAt,
            LastSignInAt = directory?.LastSignInAt,
            LastActiveAt = directory?.LastActiveAt,
            Version = state.Version,
        };

        string? Newer(string? ofDirectory, TimedClaim? claim) =>
            Visible(IsClaimNewer(directory, ofDirectory, claim) ? claim!.Value : ofDirectory);
    }

    /// <summary>The full name in a snapshot; null when it has none.</summary>
    public static string? NameIn(UserSnapshot? directory) =>
        UserName.Join(directory?.FirstName, directory?.LastName) ?? UserName.WithoutPrintedNulls(directory?.Name);

    /// <summary>Whether a claim counts and not the same field of the directory.</summary>
    /// <param name="ofDirectory">The field in the snapshot; null when the directory did not send it.</param>
    public static bool IsClaimNewer(UserSnapshot? directory, string? ofDirectory, TimedClaim? claim) =>
        claim is not null && (ofDirectory is null || claim.IssuedAt > directory!.UpdatedAt);

    /// <summary>The text; null when it is blank on the screen, which counts as missing.</summary>
    public static string? Visible(string? text) => VisibleText.IsIn(text) ? text : null;

    /// <summary>Whether a reader sees no difference between the two. A difference makes a new version.</summary>
    public static bool LooksLike(this User? a, User? b) =>
        a is null || b is null
            ? a == b
            : a.TokenIdentifiers.SequenceEqual(b.TokenIdentifiers)
              && a with
              {
                  TokenIdentifiers = b.TokenIdentifiers,
                  UpdatedAt = b.UpdatedAt,
                  LastActiveAt = b.LastActiveAt,
                  Version = b.Version,
              } == b;
}
