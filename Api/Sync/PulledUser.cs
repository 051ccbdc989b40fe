namespace OrleansUsers.Api;

/// <summary>A user as a provider's API has listed it.</summary>
/// <param name="User">Null when it could not be read.</param>
/// <param name="Name">Its id; for a user without a usable id, where it was listed.</param>
/// <param name="ReadAt">When the provider answered with it.</param>
internal sealed record PulledUser(ProviderUser? User, string Name, DateTimeOffset ReadAt)
{
    /// <summary>When it was created, in milliseconds since 1970; null when that could not be read.</summary>
    public long? CreatedAt => User?.CreatedAt?.ToUnixTimeMilliseconds();

    /// <summary>
    /// The snapshot of it. A time that is too far ahead of both clocks, the provider's and this machine's, counts as now.
    /// </summary>
    public UserSnapshot Snapshot(Provider provider, DateTimeOffset now)
    {
        var snapshot = User!.Snapshot(provider, ReadAt > now ? ReadAt : now);
        return snapshot with { SentAt = EarliestEvent(snapshot.UpdatedAt), ReadAt = ReadAt };
    }

    // An event is made after its change, and some have whole seconds. So the event of the same change always outranks what was read, and
    // the stored snapshot tells whether the event has arrived.
    private static DateTimeOffset EarliestEvent(DateTimeOffset updatedAt) =>
        DateTimeOffset.FromUnixTimeSeconds(updatedAt.ToUnixTimeSeconds()).AddMilliseconds(-1);
}
