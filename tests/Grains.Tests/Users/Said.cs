namespace OrleansUsers.Grains.Tests;

/// <summary>What a directory says of a user in tests.</summary>
internal static class Said
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
