namespace OrleansUsers.Grains;

/// <summary>Finds living users by their names, usernames, e-mail addresses and ids.</summary>
public interface IUserSearch
{
    /// <summary>The external ids of the users that match, in the order of their UTF-8 bytes.</summary>
    /// <remarks>It finds by everything that was committed when the search began. It throws when the database fails.</remarks>
    /// <exception cref="SearchBehindException">The index could not be brought up to that in a few seconds.</exception>
    Task<UserPage<string>> Find(UserSearchQuery query, CancellationToken cancellationToken);
}

/// <summary>The index of words lags too far behind the changes of users for a right answer.</summary>
/// <param name="isFilling">Whether the index is being made for all users, after an upgrade.</param>
/// <param name="behind">How many users or changes are not indexed yet, about.</param>
public sealed class SearchBehindException(bool isFilling, long behind) : Exception("The search index is behind.")
{
    public bool IsFilling => isFilling;

    public long Behind => behind;
}
