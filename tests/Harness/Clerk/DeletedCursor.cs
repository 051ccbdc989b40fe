namespace OrleansUsers.Harness;

/// <summary>What the list of users does if the user that <c>starting_after</c> names was deleted: Clerk does not say.</summary>
public enum DeletedCursor
{
    /// <summary>The list goes on where that user was; a user that never was there is answered by 404.</summary>
    GoesOn,

    /// <summary>The answer is 404.</summary>
    NotFound,

    /// <summary>The answer is 422.</summary>
    Unprocessable,

    /// <summary>The cursor is ignored: the first page comes again.</summary>
    StartsOver,

    /// <summary>The page is empty.</summary>
    Empty,
}
