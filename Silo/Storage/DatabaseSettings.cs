using Microsoft.Extensions.Hosting;
using Npgsql;

namespace OrleansUsers.Silo;

/// <summary>How to connect to the cluster's database.</summary>
/// <param name="Key">The setting that says so, for faults to name.</param>
internal sealed record DatabaseSettings(NpgsqlConnectionStringBuilder Connection, string Key)
{
    private const string HostersKey = "DATABASE_URL";

    /// <summary>
    /// What is set: <c>ConnectionStrings__Users</c>, else <c>DATABASE_URL</c>, which hosters give. Null when neither is, or when it is
    /// wrong, which is noted.
    /// </summary>
    public static DatabaseSettings? Read(SettingsReader reader, IHostEnvironment environment)
    {
        if (Given(reader, environment) is (var key, var text))
            return reader.Try(() => new DatabaseSettings(PostgresSettings.Read(text, key), key));
        if (reader.Text(HostersKey) is not null)
            reader.Note($"{HostersKey} is ignored in Development. Set {PostgresSettings.Key} to use a database.");
        return null;
    }

    /// <summary>Whether a database is set, right or wrong.</summary>
    public static bool IsGiven(SettingsReader reader, IHostEnvironment environment) => Given(reader, environment) is not null;

    private static (string Key, string Text)? Given(SettingsReader reader, IHostEnvironment environment)
    {
        if (reader.Text("ConnectionStrings:Users") is { } own)
            return (PostgresSettings.Key, own);
        // In Development it may be that of the developer's own app.
        return !environment.IsDevelopment() && reader.Text(HostersKey) is { } hosters ? (HostersKey, hosters) : null;
    }
}
