namespace OrleansUsers.Grains;

/// <summary>Lists all users in pages.</summary>
/// <remarks>Every method throws when the database fails or does not answer in time.</remarks>
public interface IUserPages
{
    /// <summary>The external ids of living users.</summary>
    Task<UserPage<string>> ReadLiving(UserRange range, CancellationToken cancellationToken);

    /// <summary>The users who were deleted.</summary>
    Task<UserPage<DeletedUser>> ReadDeleted(UserRange range, CancellationToken cancellationToken);

    /// <summary>
    /// The deleted users who have this whole id, or to whom this token identifier is still linked. Nothing else is known of deleted users.
    /// </summary>
    Task<UserPage<DeletedUser>> FindDeleted(UserSearchQuery query, CancellationToken cancellationToken);
}
