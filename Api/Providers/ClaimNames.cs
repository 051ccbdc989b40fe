namespace OrleansUsers.Api;

/// <summary>The claims of a token that hold the fields of a user. Of several names, the first claim that holds a text is used.</summary>
internal sealed record ClaimNames
{
    /// <summary>The names of OpenID Connect (Core 1.0, section 5.1), and those that Clerk's own templates use.</summary>
    public static readonly ClaimNames Standard = new();

    public IReadOnlyList<string> Name { get; init; } = ["name"];

    public IReadOnlyList<string> FirstName { get; init; } = ["given_name", "first_name"];

    public IReadOnlyList<string> LastName { get; init; } = ["family_name", "last_name"];

    public IReadOnlyList<string> Username { get; init; } = ["preferred_username", "username", "nickname"];

    public IReadOnlyList<string> Email { get; init; } = ["email"];

    public IReadOnlyList<string> EmailVerified { get; init; } = ["email_verified"];

    public IReadOnlyList<string> PhoneNumber { get; init; } = ["phone_number"];

    public IReadOnlyList<string> ImageUrl { get; init; } = ["picture", "image_url"];

    /// <summary>The names from the settings. A field without one keeps its standard names.</summary>
    public static ClaimNames Of(ClaimSettings settings) => new()
    {
        Name = Set(settings.Name) ?? Standard.Name,
        FirstName = Set(settings.FirstName) ?? Standard.FirstName,
        LastName = Set(settings.LastName) ?? Standard.LastName,
        Username = Set(settings.Username) ?? Standard.Username,
        Email = Set(settings.Email) ?? Standard.Email,
        EmailVerified = Set(settings.EmailVerified) ?? Standard.EmailVerified,
        PhoneNumber = Set(settings.PhoneNumber) ?? Standard.PhoneNumber,
        ImageUrl = Set(settings.ImageUrl) ?? Standard.ImageUrl,
    };

    private static string[]? Set(string? name) => name is null ? null : [name];
}
