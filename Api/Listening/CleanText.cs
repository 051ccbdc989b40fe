namespace OrleansUsers.Api;

/// <summary>The text of a setting without what a settings file may leave around it: white space and one pair of quotes.</summary>
internal static class CleanText
{
    /// <summary>Returns null when nothing is left: an empty setting is not set.</summary>
    public static string? Of(string? value)
    {
        var text = (value ?? "").Trim();
        if (text.Length > 1 && text[0] is '"' or '\'' && text[^1] == text[0])
            text = text[1..^1].Trim();
        return text.Length > 0 ? text : null;
    }
}
