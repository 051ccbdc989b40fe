namespace OrleansUsers.Api;

/// <summary>One string for one sign-in. A webhook and a token must spell it alike, or one person would be two.</summary>
internal static class TokenIdentifier
{
    public static string Of(string issuer, string subject) => $"{issuer}|{subject}";
}
