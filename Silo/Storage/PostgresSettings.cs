using Npgsql;

namespace OrleansUsers.Silo;

/// <summary>The connection string of the cluster's database, with what it leaves out filled in.</summary>
internal static class PostgresSettings
{
    public const string Key = "ConnectionStrings__Users";

    /// <exception cref="SettingException">It is not a connection string, or names no host.</exception>
    public static NpgsqlConnectionStringBuilder Read(string connectionString, string key = Key)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connectionString);
            // The deadlines nest: database 4 s, grain call 8 s, HTTP 10 s.
            Default("Timeout", () => settings.Timeout = 3);
            Default("Command Timeout", () => settings.CommandTimeout = 4);
            Default("Max Auto Prepare", () => settings.MaxAutoPrepare = 20);
            Default("Auto Prepare Min Usages", () => settings.AutoPrepareMinUsages = 2);
            Default("Keepalive", () => settings.KeepAlive = 15);
            // Nothing here changes a session's settings, and to reset them costs the database six statements each time a connection is taken from the pool.
            Default("No Reset On Close", () => settings.NoResetOnClose = true);
            Default("Application Name", () => settings.ApplicationName = "orleans-users");
            return string.IsNullOrEmpty(settings.Host) ? throw new SettingException(key, "it names no Host.") : settings;

            void Default(string keyword, Action set)
            {
                if (!settings.ShouldSerialize(keyword))
                    set();
            }
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new SettingException(key, "it is not an Npgsql connection string.", unreadable);
        }
    }

    /// <summary>Why the database said no. Its own words could hold names from the connection string.</summary>
    public static string Reason(NpgsqlException refused) => refused.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => "the database refused the login.",
        PostgresErrorCodes.InvalidCatalogName => "there is no such database.",
        PostgresErrorCodes.InsufficientPrivilege => "the login may not create or change tables.",
        PostgresErrorCodes.DuplicateTable => "the database has tables of these names that are not ours; give the users a database of their own.",
        { } state => $"the database refused, SQLSTATE {state}.",
        null => "the database cannot be reached.",
    };
}
