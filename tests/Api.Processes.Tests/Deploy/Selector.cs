using System.Text.RegularExpressions;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>One selector of a PromQL expression: the name of a metric, and what its labels must be.</summary>
internal sealed partial record Selector(string Metric, IReadOnlyList<(string Label, string Operator, string Value)> Matchers)
{
    private static readonly string[] Keywords = ["and", "or", "unless", "offset", "bool"];

    // The scraper sets them.
    private static readonly string[] OfScraper = ["job", "instance"];

    /// <summary>All selectors of an expression.</summary>
    public static IEnumerable<Selector> Of(string expression) =>
        Names().Matches(Ranges().Replace(Groupings().Replace(expression, " "), " "))
            .Where(name => !Keywords.Contains(name.Groups[1].Value))
            .Select(name => new Selector(name.Groups[1].Value, MatchersOf(name.Groups[2].Value)));

    /// <summary>Whether a series has these labels. A label that it does not have is the empty text, as everywhere in PromQL.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels) => Matchers.All(matcher =>
    {
        var value = labels.GetValueOrDefault(matcher.Label, "");
        return matcher.Operator switch
        {
            "=" => value == matcher.Value,
            "!=" => value != matcher.Value,
            "=~" => Regex.IsMatch(value, $"^(?:{matcher.Value})$"),
            _ => !Regex.IsMatch(value, $"^(?:{matcher.Value})$"),
        };
    });

    private static List<(string, string, string)> MatchersOf(string braces) =>
    [
        .. Labels().Matches(braces)
            .Where(label => !OfScraper.Contains(label.Groups[1].Value))
            .Select(label => (label.Groups[1].Value, label.Groups[2].Value, label.Groups[3].Value)),
    ];

    [GeneratedRegex(@"\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)")]
    private static partial Regex Groupings();

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Ranges();

    // Not a function, whose name stands before a parenthesis, and not the unit of a time.
    [GeneratedRegex(@"(?<![\w.])([a-zA-Z_:][\w:]*)(?![\w:]*\s*\()(\s*\{[^}]*\})?")]
    private static partial Regex Names();

    [GeneratedRegex("""(\w+)\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"\s*""")]
    private static partial Regex Labels();
}
