using Npgsql;

namespace OrleansUsers.Silo;

/// <summary>
/// Reads a PostgreSQL URL, as libpq defines it (PostgreSQL documentation, "Connection URIs") and as hosting providers print it.
/// </summary>
internal static class PostgresUrl
{
    /// <summary>How such a URL is written, for error texts.</summary>
    public const string Form = "postgres://user:password@host:5432/database";

    public static bool Is(string text) =>
        text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase)
        || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="FormatException">The URL cannot be used. The message says why, and holds no value of the URL.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string url)
    {
        if (!Is(url))
            throw new FormatException($"it is not a PostgreSQL URL; write it as {Form}.");

        var (location, query) = Cut(url[(url.IndexOf("//", StringComparison.Ordinal) + 2)..], '?');
        var (authority, path) = Cut(location, '/');
        if (path.Contains('@'))
            throw new FormatException(
                $"the URL has an @ after its first /. {PostgresUrlParameters.EncodingHint}, and an @ in the database's name %40.");

        // User and password end at the last @: a password may hold an @ that is not encoded.
        var at = authority.LastIndexOf('@');
        var (user, password) = Cut(authority[..Math.Max(at, 0)], ':');

        var parameters = PostgresUrlParameters.Read(query);
        var settings = new NpgsqlConnectionStringBuilder();
        PostgresUrlHosts.Apply(settings, authority[(at + 1)..], parameters.Text("host"), parameters.Text("port"));
        settings.Username = Given(user, "user");
        settings.Password = Given(password, "password");
        // As in libpq, the default name of the database is the user's name.
        settings.Database = Given(path, "dbname") ?? settings.Username;
        PostgresUrlSettings.Apply(settings, parameters);
        parameters.RefuseOthers();
        return settings;

        // A parameter replaces the part before the ?. An empty value counts as none.
        string? Given(string part, string parameter)
        {
            var value = PercentEncoding.Decode(part);
            return parameters.Text(parameter) ?? (value.Length > 0 ? value : null);
        }
    }

    /// <summary>The text before the first separator and the text after it.</summary>
    internal static (string Before, string After) Cut(string text, char separator) =>
        text.IndexOf(separator, StringComparison.Ordinal) is var at and >= 0 ? (text[..at], text[(at + 1)..]) : (text, "");
}
