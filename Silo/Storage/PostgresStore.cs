using System.Data.Common;
using System.Security.Cryptography;
using DbUp;
using DbUp.Postgresql;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace OrleansUsers.Silo;

/// <summary>Keeps users, other grains' state and the cluster's membership in one PostgreSQL database, shared by all processes of the cluster.</summary>
internal sealed class PostgresStore(NpgsqlDataSource database, DatabaseSettings settings, ILogger<PostgresStore> logger) : IStore
{
    // Any number will do, as long as every process takes the same one.
    private const long UpgradeLock = 0x4F726C55736572;

    public static void AddTo(IServiceCollection services, DatabaseSettings settings)
    {
        services.AddSingleton(settings);
        // Without a name, its metrics and traces would be labelled with the connection string.
        services.AddSingleton(_ => new NpgsqlDataSourceBuilder(settings.Connection.ConnectionString) { Name = "users" }.Build());
        services.AddSingleton<DbDataSource>(provider => provider.GetRequiredService<NpgsqlDataSource>());
        services.AddSingleton<IUserTable, PostgresUserTable>();
        services.AddSingleton<IStore, PostgresStore>();
    }

    public async Task Prepare()
    {
        try
        {
            await using var holder = await database.OpenConnectionAsync();
            await using var claim = new NpgsqlCommand("select pg_advisory_lock($1)", holder) { CommandTimeout = 60 };
            claim.Parameters.Add(new NpgsqlParameter<long> { TypedValue = UpgradeLock });
            await claim.ExecuteNonQueryAsync();

            // DbUp blocks its thread, and this may be the one that waits for sockets: on one processor the only one.
            await Task.Run(() => SchemaUpgrade.Run(DeployChanges.To.PostgresqlDatabase(new PostgresqlConnectionManager(database)), "PostgreSql", logger));

            // A pooled connection would keep the lock.
            await using var release = new NpgsqlCommand("select pg_advisory_unlock_all()", holder);
            await release.ExecuteNonQueryAsync();
        }
        catch (NpgsqlException refused)
        {
            throw new SettingException(settings.Key, PostgresSettings.Reason(refused), refused);
        }
        catch (Exception unusable) when (unusable is IOException or ArgumentException or InvalidOperationException or NotSupportedException or CryptographicException)
        {
            // Such as a certificate file that the connection string names and that is not there.
            throw new SettingException(settings.Key, $"it cannot be used to connect: {unusable.Message}", unusable);
        }
    }
}
