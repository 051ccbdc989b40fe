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
        if (reader.Text("ConnectionStrings:Users") is { } own)
            return reader.Try(() => new DatabaseSettings(PostgresSettings.Read(own), PostgresSettings.Key));
        if (reader.Text(HostersKey) is not { } hosters)
            return null;
        if (!environment.IsDevelopment())
            return reader.Try(() => new DatabaseSettings(PostgresSettings.Read(hosters, HostersKey), HostersKey));
        // It may be that of the developer's own app.
        reader.Note($"{HostersKey} is ignored in Development. Set {PostgresSettings.Key} to use a database.");
        return null;
    }
}
