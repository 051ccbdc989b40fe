using System.Globalization;
using System.Text.RegularExpressions;

namespace OrleansUsers.Silo;

/// <summary>The parameters after the ? of a PostgreSQL URL. Callers read the parameters they know, and all others are refused.</summary>
internal sealed partial class PostgresUrlParameters
{
    /// <summary>The most common mistake in a URL that cannot be read. Error texts add further characters to the list.</summary>
    public const string EncodingHint = "Some characters must be encoded: a / in a user or password is written %2F, a ? %3F";

    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    private readonly HashSet<string> _read = new(StringComparer.OrdinalIgnoreCase);

    // An @ after a parameter may mean that the ? belongs to the password. The parameter's name would then be a part of the password.
    private readonly HashSet<string> _maybeSecret = new(StringComparer.OrdinalIgnoreCase);

    private PostgresUrlParameters()
    {
    }

    /// <exception cref="FormatException">The query is not a list of name=value, separated by &amp;.</exception>
    public static PostgresUrlParameters Read(string query)
    {
        var parameters = new PostgresUrlParameters();
        var lastAt = query.LastIndexOf('@');
        var start = 0;
        foreach (var pair in query.Split('&'))
        {
            if (pair.Length > 0)
                parameters.Add(pair, mayBeSecret: start <= lastAt);
            start += pair.Length + 1;
        }
        return parameters;
    }

    /// <summary>The parameter's value; null when it is absent or empty. When it is given twice, the last one counts.</summary>
    public string? Text(string name)
    {
        _read.Add(name);
        return _values.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
    }

    /// <exception cref="FormatException">The parameter is given and has another value.</exception>
    public string? Word(string name, params string[] words)
    {
        if (Text(name) is not { } text)
            return null;
        return Array.Find(words, word => word.Equals(text, StringComparison.OrdinalIgnoreCase))
            ?? throw Impossible(name, $"{string.Join(", ", words[..^1])} or {words[^1]}");
    }

    /// <exception cref="FormatException">The parameter is given and has another value.</exception>
    public T? OneOf<T>(string name, params (string Text, T Value)[] values)
        where T : struct =>
        Word(name, Array.ConvertAll(values, value => value.Text)) is { } word
            ? Array.Find(values, value => value.Text == word).Value
            : null;

    /// <exception cref="FormatException">The parameter is given and is not a whole number in this range.</exception>
    public int? Number(string name, int from, int to) => Text(name) switch
    {
        null => null,
        var text when int.TryParse(text, NumberStyles.None, null, out var number) && number >= from && number <= to => number,
        _ => throw Impossible(name, $"a whole number from {from} to {to}"),
    };

    /// <exception cref="FormatException">The parameter is given and is neither true nor false.</exception>
    public bool? Flag(string name) => OneOf(name, ("true", true), ("false", false), ("1", true), ("0", false));

    /// <exception cref="FormatException">There is a parameter that was not read.</exception>
    public void RefuseOthers()
    {
        if (_values.Keys.FirstOrDefault(name => !_read.Contains(name)) is not { } other)
            return;
        throw new FormatException(_maybeSecret.Contains(other) || !Name().IsMatch(other)
            ? $"the URL has a parameter that is not supported; leave it out. {EncodingHint}, and an @ in a parameter %40."
            : $"the URL's parameter {other} is not supported; leave it out.");
    }

    /// <param name="allowed">The parameter's possible values.</param>
    public static FormatException Impossible(string name, string allowed) => new($"the URL's parameter {name} must be {allowed}.");

    private void Add(string pair, bool mayBeSecret)
    {
        if (!pair.Contains('='))
            throw new FormatException($"a parameter of the URL has no =; write parameters as ?name=value&name=value. {EncodingHint}.");
        var (name, value) = PostgresUrl.Cut(pair, '=');
        name = PercentEncoding.Decode(name);
        _values[name] = PercentEncoding.Decode(value);
        if (mayBeSecret)
            _maybeSecret.Add(name);
    }

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_.-]{0,40}\z")]
    private static partial Regex Name();
}
