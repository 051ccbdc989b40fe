using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>Runs <c>check</c> with settings that have a fault.</summary>
internal static class CheckFault
{
    /// <summary>What secrets of these tests contain.</summary>
    public const string Secret = "sesame";

    /// <summary>
    /// Checks that there is one line with a fault, which begins like this and has these texts, and that no secret is shown. Returns the
    /// line.
    /// </summary>
    public static async Task<string> IsNamedAsync(ApiSettings settings, string subject, params string[] texts)
    {
        var line = Assert.Single(await LinesAsync(settings));
        Assert.StartsWith($"fault  {subject}", line, StringComparison.Ordinal);
        foreach (var text in texts)
            Assert.Contains(text, line, StringComparison.Ordinal);
        return line;
    }

    /// <summary>The lines with faults.</summary>
    public static async Task<string[]> LinesAsync(ApiSettings settings) =>
        [.. (await OutputAsync(settings)).Split('\n').Where(line => line.StartsWith("fault", StringComparison.Ordinal))];

    /// <summary>All that is written.</summary>
    public static async Task<string> OutputAsync(ApiSettings settings)
    {
        var output = await settings.RunAsync(1, "check");
        Assert.DoesNotContain(Secret, output, StringComparison.Ordinal);
        return output;
    }
}
