namespace OrleansUsers.Api;

/// <summary>What any signed-in caller may see of another user.</summary>
internal sealed record PublicProfile(string Id, string Name, string? Username, string? ImageUrl)
{
    public static PublicProfile Of(User user) => new(user.Id, user.PublicName, user.PublicUsername, user.PublicImageUrl);
}
