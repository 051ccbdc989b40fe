using Microsoft.Extensions.Hosting;
using Npgsql;

namespace OrleansUsers.Silo;

/// <summary>How to connect to the cluster's database.</summary>
/// <param name="Key">The setting that the connection comes from, for error texts.</param>
internal sealed record DatabaseSettings(NpgsqlConnectionStringBuilder Connection, string Key)
{
    private const string HostingKey = "DATABASE_URL";

    /// <summary>
    /// Reads <c>ConnectionStrings__Users</c>, else <c>DATABASE_URL</c>, which hosting providers set. Null when neither is set, and when the
    /// value is wrong: the reader then has the fault.
    /// </summary>
    public static DatabaseSettings? Read(SettingsReader reader, IHostEnvironment environment)
    {
        if (Given(reader, environment) is (var key, var text))
            return reader.Try(() => new DatabaseSettings(PostgresSettings.Read(text, key), key));
        if (reader.Text(HostingKey) is not null)
            reader.Note($"{HostingKey} is ignored in Development. Set {PostgresSettings.Key} to use a database.");
        return null;
    }

    /// <summary>Whether a database is set, even with a wrong value.</summary>
    public static bool IsGiven(SettingsReader reader, IHostEnvironment environment) => Given(reader, environment) is not null;

    /// <summary>Whether a setting of the database, or of the SQLite file, is wrong.</summary>
    public static bool IsWrong(SettingsReader reader) =>
        Array.Exists(["ConnectionStrings:Users", HostingKey, "Storage"], reader.IsWrong);

    private static (string Key, string Text)? Given(SettingsReader reader, IHostEnvironment environment)
    {
        if (reader.Text("ConnectionStrings:Users") is { } own)
            return (PostgresSettings.Key, own);
        // In Development it may be the database of the developer's own app.
        return !environment.IsDevelopment() && reader.Text(HostingKey) is { } hosting ? (HostingKey, hosting) : null;
    }
}
