using System.Text.RegularExpressions;

namespace OrleansUsers;

/// <summary>
/// The name rule: first and last name; else the full name; else username; else the local part of the e-mail address; else
/// <see cref="Nameless"/>. A part without a visible character counts as none.
/// </summary>
public static partial class UserName
{
    /// <summary>The name of a user when no part of a name is known.</summary>
    public const string Nameless = "Anonymous";

    // Characters that templates put between the parts of a name.
    private static readonly char[] Separators = [' ', ',', ';', '-', '_', '/', '|', '.', '\u200B'];

    /// <summary>The name of a user who has no full name; null when all parts are missing.</summary>
    public static string? Of(string? firstName, string? lastName, string? username, string? email) =>
        Join(firstName, lastName) ?? Trimmed(username) ?? Trimmed(email?.Split('@')[0]);

    /// <summary>First and last name, trimmed, with one space between; null when both are missing.</summary>
    public static string? Join(string? firstName, string? lastName) => (Trimmed(firstName), Trimmed(lastName)) switch
    {
        ({ } first, { } last) => $"{first} {last}",
        var (first, last) => first ?? last,
    };

    /// <summary>The text without white space around it; null when it has no visible character.</summary>
    public static string? Trimmed(string? text) => VisibleText.IsIn(text) ? text!.Trim() : null;

    /// <summary>
    /// The text without the words <c>null</c> and <c>undefined</c>, which templates print for a missing value; null when nothing visible is
    /// left.
    /// </summary>
    public static string? WithoutPrintedNulls(string? text)
    {
        if (text is null || !(text.Contains("null", StringComparison.Ordinal) || text.Contains("undefined", StringComparison.Ordinal)))
            return Trimmed(text);
        var rest = EmptyBrackets().Replace(PrintedNull().Replace(text, ""), "");
        return rest.Length == text.Length ? Trimmed(text) : Trimmed(Blanks().Replace(rest, " ").Trim(Separators));
    }

    /// <summary>Whether other users may see the text: it holds no e-mail address.</summary>
    public static bool IsPublic(string? text) => !EmailAddress.IsIn(text);

    /// <summary>The public name of a user whose full name holds an e-mail address.</summary>
    internal static string Public(string? firstName, string? lastName, string? username, string? email) =>
        Of(IfPublic(firstName), IfPublic(lastName), IfPublic(username), email) ?? Nameless;

    private static string? IfPublic(string? text) => IsPublic(text) ? text : null;

    // Templates print the null or undefined of JavaScript and JSON in lower case. Other cases stay: a person may be called Null.
    [GeneratedRegex(@"(?<![\p{L}\p{N}\p{M}])(null|undefined)+(?![\p{L}\p{N}\p{M}])")]
    private static partial Regex PrintedNull();

    [GeneratedRegex(@"\(\s*\)|\[\s*\]|<\s*>|""\s*""|'\s*'")]
    private static partial Regex EmptyBrackets();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
