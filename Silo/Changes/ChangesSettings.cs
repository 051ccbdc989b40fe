using System.ComponentModel.DataAnnotations;

namespace OrleansUsers.Silo;

/// <summary>How long changes of users are kept, and where they are sent. Every process reads it; a front end sends.</summary>
[SettingsSection("Changes")]
public sealed class ChangesSettings
{
    private const string Limit = "it must be a whole number of megabytes, from 1 to 1000000.";

    /// <summary>The receiver's address.</summary>
    public string? Url { get; set; }

    /// <summary>The secrets that sign the messages, after Standard Webhooks. With several, each of them signs.</summary>
    public string[] Secret { get; set; } = [];

    /// <summary>How large the journal of changes may become before its oldest entries are removed early, in MiB.</summary>
    [Range(1, 1_000_000, ErrorMessage = Limit)]
    public int MaxMegabytes { get; set; } = 1024;
}
