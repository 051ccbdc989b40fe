using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>The origins whose pages may call, beside the authorized parties that are origins.</summary>
[SettingsSection("Cors")]
internal sealed class CorsSettings
{
    private const string AnySubdomain = "://*.";

    /// <summary>Origins, such as <c>https://app.example.com</c>; <c>https://*.example.com</c> for all its subdomains.</summary>
    [ListOnly]
    public string[] Origins { get; set; } = [];

    /// <summary>The origins as browsers send them. Reports to the reader each text that is not an origin.</summary>
    public IReadOnlyList<string> Read(SettingsReader reader)
    {
        foreach (var (i, text) in Origins.Index())
        {
            if (OriginOf(text) is null)
                reader.Refuse(
                    $"Cors:Origins:{i}",
                    "it must be an origin as https://app.example.com, or https://*.example.com for all its subdomains.");
        }
        return [.. Origins.Select(OriginOf).OfType<string>()];
    }

    private static string? OriginOf(string text)
    {
        var at = text.IndexOf(AnySubdomain, StringComparison.Ordinal);
        if (at < 0)
            return Origin.Of(text);
        return Origin.Of($"{text[..at]}://{text[(at + AnySubdomain.Length)..]}") is { } parent
            ? parent.Insert(parent.IndexOf("://", StringComparison.Ordinal) + 3, "*.")
            : null;
    }
}
