namespace OrleansUsers.Grains;

/// <summary>All that is known of one user, as a join of what was heard. The row outlives its user, so that a late update cannot bring a deleted user back.</summary>
[GenerateSerializer, Immutable, Alias("UserState")]
internal sealed record UserState
{
    /// <summary>The newest word of the provider's directory.</summary>
    [Id(0)] public UserSnapshot? Snapshot { get; init; }

    /// <summary>The newest word of the user's tokens, claim by claim.</summary>
    [Id(1)] public HeardClaims? Claims { get; init; }

    /// <summary>Set once the user is deleted, and then all there is: nothing personal stays.</summary>
    [Id(2)] public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Counts the changes a reader could see.</summary>
    [Id(3)] public long Version { get; init; }

    public static UserState Of(UserSnapshot snapshot) => new() { Snapshot = snapshot };

    public static UserState Of(UserClaims claims) => new() { Claims = HeardClaims.Of(claims) };

    public static UserState Deleted(DateTimeOffset at) => new() { DeletedAt = at };
}
