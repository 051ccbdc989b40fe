namespace OrleansUsers.Grains.Tests;

/// <summary>What is told of a user, and to whom.</summary>
internal static class Telling
{
    public static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_000);

    /// <summary>A webhook with this name, so many seconds after noon.</summary>
    public static Task<UpsertOutcome> Put(this IUserGrain user, string name, int seconds) => user.Upsert(new()
    {
        Provider = "clerk",
        TokenIdentifier = $"https://clerk.test|{GrainKey.Decode(user.GetPrimaryKeyString())}",
        CreatedAt = Noon,
        UpdatedAt = Noon.AddSeconds(seconds),
        SentAt = Noon.AddSeconds(seconds),
        FirstName = name,
    });

    public static (long Version, string? Name) Told(this UserNews news) => (news.Version, news.User?.Name);
}
