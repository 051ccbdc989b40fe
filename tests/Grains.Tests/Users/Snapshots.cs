namespace OrleansUsers.Grains.Tests;

/// <summary>Snapshots of a directory, for tests.</summary>
internal static class Snapshots
{
    public static UserSnapshot Of(string externalId, string firstName, DateTimeOffset at) => new()
    {
        Provider = "clerk",
        TokenIdentifier = $"https://clerk.test|{externalId}",
        UpdatedAt = at,
        SentAt = at,
        FirstName = firstName,
    };
}
