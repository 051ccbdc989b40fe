namespace OrleansUsers.Grains;

/// <summary>
/// The word that a user is new, sent along with the call that tells its grain so. A grain that is activated for it writes first, and reads only where there was
/// a row after all: nearly always one statement in place of two.
/// </summary>
public static class Creation
{
    private const string Key = "user.created";

    /// <summary>Whether the call that is being made or served brings such a word.</summary>
    public static bool IsAnnounced => RequestContext.Get(Key) is not null;

    /// <summary>Sends it along with what is called from here on.</summary>
    public static void Announce(UserSnapshot snapshot) => RequestContext.Set(Key, snapshot);

    /// <summary>Takes it from the call, so that nothing after it takes it for its own.</summary>
    public static UserSnapshot? Take()
    {
        var snapshot = RequestContext.Get(Key) as UserSnapshot;
        if (snapshot is not null)
            RequestContext.Remove(Key);
        return snapshot;
    }
}
