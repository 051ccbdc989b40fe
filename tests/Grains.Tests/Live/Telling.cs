namespace OrleansUsers.Grains.Tests;

/// <summary>What is told of a user, and to whom.</summary>
internal static class Telling
{
    public static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_000);

    /// <summary>A webhook with this name, so many seconds after noon.</summary>
    public static Task<UpsertOutcome> Put(this IUserGrain user, string name, int seconds) =>
        user.Upsert(Said.Of(GrainKey.Decode(user.GetPrimaryKeyString()), name, Noon.AddSeconds(seconds)) with { CreatedAt = Noon });

    public static (long Version, string? Name) Told(this UserUpdate update) => (update.Version, update.User?.Name);
}
