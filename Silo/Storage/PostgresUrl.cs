using Npgsql;

namespace OrleansUsers.Silo;

/// <summary>Reads a PostgreSQL URL, as libpq defines it (PostgreSQL documentation, "Connection URIs") and as hosters print it.</summary>
internal static class PostgresUrl
{
    /// <summary>How such a URL is written, for error texts.</summary>
    public const string Form = "postgres://user:password@host:5432/database";

    public static bool Is(string text) =>
        text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase)
        || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="FormatException">It cannot be used. The message says why in one sentence and holds no value of the URL.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string url)
    {
        if (!Is(url))
            throw new FormatException($"it is not a PostgreSQL URL; one is written {Form}.");

        var (location, query) = Cut(url[(url.IndexOf("//", StringComparison.Ordinal) + 2)..], '?');
        var (authority, path) = Cut(location, '/');
        if (path.Contains('@'))
            throw new FormatException(
                $"the URL has an @ behind its first /; {PostgresUrlParameters.Encode}, and an @ in the database's name %40.");

        // The last @ ends user and password, so that one in a password need not be encoded.
        var at = authority.LastIndexOf('@');
        var (user, password) = Cut(authority[..Math.Max(at, 0)], ':');

        var parameters = PostgresUrlParameters.Read(query);
        var settings = new NpgsqlConnectionStringBuilder();
        PostgresUrlHosts.Apply(settings, authority[(at + 1)..], parameters.Text("host"), parameters.Text("port"));
        settings.Username = Given(user, "user");
        settings.Password = Given(password, "password");
        // PostgreSQL's own default.
        settings.Database = Given(path, "dbname") ?? settings.Username;
        PostgresUrlSettings.Apply(settings, parameters);
        parameters.RefuseOthers();
        return settings;

        // A parameter wins over what stands in front of it. Empty is the same as absent.
        string? Given(string part, string parameter) =>
            PercentEncoding.Decode(part) is var value && parameters.Text(parameter) is { } named ? named : value.Length > 0 ? value : null;
    }

    /// <summary>What stands before the separator and what stands behind it.</summary>
    internal static (string Before, string After) Cut(string text, char separator) =>
        text.IndexOf(separator, StringComparison.Ordinal) is var at and >= 0 ? (text[..at], text[(at + 1)..]) : (text, "");
}
