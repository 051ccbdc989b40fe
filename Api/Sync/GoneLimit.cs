namespace OrleansUsers.Api;

/// <summary>
/// Protects against a wrong key: a run that would delete more than a fifth of a provider's users, and more than 100, deletes none.
/// </summary>
/// <param name="usersHere">How many living users of the provider are stored.</param>
/// <param name="applies">Whether users are to be deleted, and not by force.</param>
internal sealed class GoneLimit(long usersHere, bool applies)
{
    private const int AlwaysAllowed = 100;
    private const int Fifth = 5;

    /// <summary>Nothing is to be deleted.</summary>
    public static GoneLimit None { get; } = new(0, applies: false);

    /// <exception cref="SyncFailedException">So many must not be deleted.</exception>
    public void Check(long gone)
    {
        if (applies && gone > AlwaysAllowed && gone * Fifth > usersHere)
            throw new SyncFailedException(
                $"More than 20 % of the {usersHere} users here would be deleted, so none was. "
                + "Is it the key of the right instance? If it is, start with force.");
    }
}
