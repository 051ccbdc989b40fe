namespace OrleansUsers.Grains;

/// <summary>What a reader sees of a state: for each field that both the directory and a token carry, the newer value.</summary>
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
            Provider = state.Provider() ?? "",
            // The directory's first and last name compete with the claim `name`; the rest counts only when there is neither.
            Name = Newer(
                    UserName.Join(directory?.FirstName, directory?.LastName) ?? UserName.WithoutPrintedNulls(directory?.Name),
                    claims?.Name)
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
            ReferenceId = Shown(directory?.ReferenceId),
            TokenIdentifiers = state.Tokens(),
            Banned = state.IsBanned(),
            Locked = directory?.Locked ?? false,
            CreatedAt = directory?.CreatedAt ?? UserMerge.Earliest(directory?.UpdatedAt, claims?.FirstIssuedAt)!.Value,
            UpdatedAt = Later(directory?.UpdatedAt, claims?.NewestIssuedAt()) ?? claims!.FirstIssuedAt,
            LastSignInAt = directory?.LastSignInAt,
            LastActiveAt = directory?.LastActiveAt,
            Version = state.Version,
        };

        string? Newer(string? stated, TimedClaim? claim) => Shown(IsFromToken(stated, claim) ? claim!.Value : stated);

        bool IsFromToken(string? stated, TimedClaim? claim) =>
            claim is not null && (stated is null || claim.IssuedAt > directory!.UpdatedAt);
    }

    // A text that is blank on the screen counts as none.
    private static string? Shown(string? text) => VisibleText.IsIn(text) ? text : null;

    private static DateTimeOffset? Later(DateTimeOffset? a, DateTimeOffset? b) => a is null || b > a ? b : a;

    /// <summary>Whether a reader could tell the two apart, which is what a version counts.</summary>
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
