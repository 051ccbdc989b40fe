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

        // The last @ ends user and password. A password may hold another one that is not encoded.
        var at = authority.LastIndexOf('@');
        var (user, password) = Cut(authority[..Math.Max(at, 0)], ':');

        var parameters = PostgresUrlParameters.Read(query);
        var settings = new NpgsqlConnectionStringBuilder();
        PostgresUrlHosts.Apply(settings, authority[(at + 1)..], parameters.Text("host"), parameters.Text("port"));
        settings.Username = Given(user, "user");
        settings.Password = Given(password, "password");
        // As in libpq, the database's default name is the user's.
        settings.Database = Given(path, "dbname") ?? settings.Username;
        PostgresUrlSettings.Apply(settings, parameters);
        parameters.RefuseOthers();
        return settings;

        // A parameter replaces the part in front of the ?. An empty value is the same as none.
        string? Given(string part, string parameter)
        {
            var value = PercentEncoding.Decode(part);
            return parameters.Text(parameter) ?? (value.Length > 0 ? value : null);
        }
    }

    /// <summary>What stands before the separator and what stands behind it.</summary>
    internal static (string Before, string After) Cut(string text, char separator) =>
        text.IndexOf(separator, StringComparison.Ordinal) is var at and >= 0 ? (text[..at], text[(at + 1)..]) : (text, "");
}
