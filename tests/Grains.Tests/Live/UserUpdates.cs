namespace OrleansUsers.Grains.Tests;

/// <summary>Changes users and compares the updates about them.</summary>
internal static class UserUpdates
{
    public static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_000);

    /// <summary>Applies a snapshot with this name, so many seconds after noon.</summary>
    public static Task<UpsertOutcome> Put(this IUserGrain user, string name, int seconds) =>
        user.Upsert(Snapshots.Of(GrainKey.Decode(user.GetPrimaryKeyString()), name, Noon.AddSeconds(seconds)) with { CreatedAt = Noon });

    public static (long Version, string? Name) Summary(this UserUpdate update) => (update.Version, update.User?.Name);
}
