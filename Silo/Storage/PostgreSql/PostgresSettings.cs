using System.Security.Authentication;
using System.Security.Cryptography;
using Npgsql;

namespace OrleansUsers.Silo;

/// <summary>Reads the connection string or URL of the cluster's database, and sets defaults for what it leaves out.</summary>
internal static class PostgresSettings
{
    public const string Key = "ConnectionStrings__Users";

    /// <param name="text">A PostgreSQL URL or an Npgsql connection string.</param>
    /// <param name="key">The setting that the text comes from, for error texts.</param>
    /// <exception cref="SettingException">The text is neither, or names no host.</exception>
    public static NpgsqlConnectionStringBuilder Read(string text, string key = Key)
    {
        var settings = Parse(text.Trim(), key);
        if (string.IsNullOrEmpty(settings.Host))
            throw new SettingException(key, "it names no Host.");

        var hosts = settings.Host.Split(',').Length;
        // The deadlines nest: database 4 s, grain call 8 s, HTTP 10 s. Npgsql tries one host after the other, each for this long.
        Default("Timeout", () => settings.Timeout = (int)Math.Ceiling(3.0 / hosts));
        Default("Command Timeout", () => settings.CommandTimeout = 4);
        Default("Keepalive", () => settings.KeepAlive = 15);
        // No statement here changes a session's settings. Resetting them would cost the database six statements each time a connection is
        // taken from the pool.
        Default("No Reset On Close", () => settings.NoResetOnClose = true);
        Default("Application Name", () => settings.ApplicationName = "orleans-users");
        // The batches of the store use three, the cluster's membership and the heartbeats one each. Hosters often allow a login 10 or 20
        // connections, which two processes, and a third during an update, have to share.
        Default("Maximum Pool Size", () => settings.MaxPoolSize = Math.Max(5, settings.MinPoolSize));
        // By default Npgsql asks for Kerberos encryption first. That is a round trip more for each connection, and an image without the
        // Kerberos library gets an error on standard error.
        if (Environment.GetEnvironmentVariable("PGGSSENCMODE") is null)
            Default("GSS Encryption Mode", () => settings.GssEncryptionMode = GssEncryptionMode.Disable);
        // The upgrade of the schema holds a lock on one connection and works on another.
        settings.MaxPoolSize = Math.Max(settings.MaxPoolSize, 2);
        // A standby refuses writes. Npgsql accepts this setting only together with several hosts.
        if (hosts > 1)
            Default("Target Session Attributes", () => settings.TargetSessionAttributes = "read-write");
        else
            settings.TargetSessionAttributes = null;
        return Checked(settings, key);

        void Default(string keyword, Action set)
        {
            if (!settings.ShouldSerialize(keyword))
                set();
        }
    }

    // Npgsql finds contradictions between keywords only when it makes its pool.
    private static NpgsqlConnectionStringBuilder Checked(NpgsqlConnectionStringBuilder settings, string key)
    {
        try
        {
            using var _ = new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
            return settings;
        }
        catch (Exception contradictory) when (contradictory is ArgumentException or NotSupportedException or InvalidOperationException)
        {
            throw new SettingException(key, $"its keywords contradict each other: {contradictory.Message}", contradictory);
        }
    }

    private static NpgsqlConnectionStringBuilder Parse(string text, string key)
    {
        var isUrl = PostgresUrl.Is(text);
        try
        {
            return isUrl ? PostgresUrl.Parse(text) : new NpgsqlConnectionStringBuilder(text);
        }
        catch (FormatException wrong) when (isUrl)
        {
            throw new SettingException(key, wrong.Message, wrong);
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new SettingException(
                key,
                $"it is neither a PostgreSQL URL, {PostgresUrl.Form}, "
                + "nor a connection string, Host=…;Username=…;Password=…;Database=….",
                unreadable);
        }
    }

    /// <summary>Why the database cannot be used; null for an error that is not about that.</summary>
    public static string? Reason(Exception fault) =>
        fault is NpgsqlException refused ? ReasonOf(refused)
        : IsUnreadable(fault) ? "the client certificate or key that it names cannot be read as PEM or .pfx."
        : null;

    // The database's own message is not used: it could hold names from the connection string.
    private static string ReasonOf(NpgsqlException refused) => PostgresFault.SqlStateOf(refused) switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => "the database refused the login.",
        PostgresErrorCodes.InvalidCatalogName => "there is no such database.",
        PostgresErrorCodes.InsufficientPrivilege =>
            "the login is not allowed to create or change tables. Upgrade the schema with the login that owns it: run migrate.",
        PostgresErrorCodes.TooManyConnections => "the server, the database or the login has no connection left. "
            + "A process opens up to 5, or as many as Maximum Pool Size says.",
        PostgresErrorCodes.ReadOnlySqlTransaction => PostgresSchema.ReadOnly,
        PostgresErrorCodes.DuplicateTable =>
            "the database has tables of the same names from another program; use a separate database for the users.",
        PostgresErrorCodes.ProtocolViolation =>
            "the pooler in front of the database refuses a start-up parameter. Leave out Search Path (schema) and Options, and set the "
            + "search path by ALTER ROLE … IN DATABASE … SET search_path.",
        { } state => $"the database refused the connection or the upgrade of its schema (SQLSTATE {state}).",
        null when refused.InnerException is AuthenticationException =>
            "the database's certificate is not trusted, or is for another host; "
            + "set sslrootcert (Root Certificate) to the file of its authority.",
        null when refused.InnerException is { } unreadable && IsUnreadable(unreadable) =>
            "the root certificate that it names cannot be read as PEM.",
        null when PostgresFault.IsNoHost(refused) => "none of its hosts can be reached and takes writes.",
        null => "the database cannot be reached.",
    };

    // A file of a certificate or key is missing, not readable for this process, or malformed.
    private static bool IsUnreadable(Exception fault) =>
        fault is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException or CryptographicException;
}
