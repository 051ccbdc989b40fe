namespace OrleansUsers.Grains;

/// <summary>The name rule: first and last name; else username; else the local part of the e-mail address. Never the text of a missing part.</summary>
internal static class UserName
{
    public static string? Of(string? firstName, string? lastName, string? username, string? email) =>
        Join(firstName, lastName) ?? Trimmed(username) ?? Trimmed(email?.Split('@')[0]);

    /// <summary>First and last name, trimmed, with one space between; null when both are missing.</summary>
    public static string? Join(string? firstName, string? lastName) => Trimmed($"{firstName?.Trim()} {lastName?.Trim()}");

    public static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
