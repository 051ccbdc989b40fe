using DbUp;
using DbUp.Postgresql;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace OrleansUsers.Silo;

/// <summary>
/// Keeps users, other grains' state and the cluster's membership in one PostgreSQL database, shared by all processes of the cluster.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="logger">Takes what the upgrade of the schema reports.</param>
/// <param name="key">The setting that names the database, to be named by faults.</param>
internal sealed class PostgresStore(NpgsqlDataSource database, ILogger<PostgresStore> logger, string key = PostgresSettings.Key) : IStore
{
    // Any number will do, as long as every process takes the same one.
    private const long UpgradeLock = 0x4F726C55736572;

    public static void AddTo(IServiceCollection services, NpgsqlConnectionStringBuilder settings, string key = PostgresSettings.Key)
    {
        // Without a name, its metrics and traces would be labelled with the connection string.
        services.AddSingleton(_ => new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = "users" }.Build());
        services.AddSingleton<IUserTable, PostgresUserTable>();
        services.AddSingleton<IGrainStateTable, PostgresGrainStateTable>();
        services.AddSingleton<IStore>(provider => ActivatorUtilities.CreateInstance<PostgresStore>(provider, key));
    }

    public async Task Prepare()
    {
        try
        {
            await using var holder = await database.OpenConnectionAsync();
            // The lock ends with the transaction. A pooler in front of the database may put each further transaction on another session.
            await using var transaction = await holder.BeginTransactionAsync();
            await using var claim = new NpgsqlCommand("select pg_advisory_xact_lock($1)", holder, transaction) { CommandTimeout = 60 };
            claim.Parameters.Add(new NpgsqlParameter<long> { TypedValue = UpgradeLock });
            await claim.ExecuteNonQueryAsync();

            // DbUp blocks its thread, and this may be the one that waits for sockets: on one processor the only one.
            var upgrade = DeployChanges.To.PostgresqlDatabase(new PostgresqlConnectionManager(database));
            await Task.Run(() => SchemaUpgrade.Run(upgrade, "PostgreSql", logger));
            await transaction.CommitAsync();
        }
        catch (NpgsqlException refused)
        {
            throw new SettingException(key, PostgresSettings.Reason(refused), refused);
        }
        catch (Exception unreadable) when (PostgresSettings.IsUnreadable(unreadable))
        {
            throw new SettingException(key, "the client certificate or key that it names cannot be read as PEM or .pfx.", unreadable);
        }
    }
}
