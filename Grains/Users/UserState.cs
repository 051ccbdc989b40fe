namespace OrleansUsers.Grains;

/// <summary>All that is known of one user, as a join of what was heard. The row outlives its user, so that a late update cannot bring a deleted user back.</summary>
internal sealed record UserState
{
    /// <summary>The newest word of the provider's directory.</summary>
    public UserSnapshot? Snapshot { get; init; }

    /// <summary>The newest word of the user's tokens, claim by claim.</summary>
    public HeardClaims? Claims { get; init; }

    /// <summary>Set once the user is deleted, and then all there is: nothing personal stays.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Counts the changes a reader could see.</summary>
    public long Version { get; init; }

    public static UserState Of(UserSnapshot snapshot) => new() { Snapshot = snapshot };

    public static UserState Of(UserClaims claims) => new() { Claims = HeardClaims.Of(claims) };

    public static UserState Deleted(DateTimeOffset at) => new() { DeletedAt = at };
}
