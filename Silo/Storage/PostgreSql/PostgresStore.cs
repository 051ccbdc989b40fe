using DbUp;
using DbUp.Postgresql;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>
/// Stores users, other grains' state and the cluster's membership in one PostgreSQL database, shared by all processes of the cluster.
/// </summary>
/// <param name="logger">Receives the log of the schema upgrade.</param>
/// <param name="key">The setting that names the database, for error texts.</param>
internal sealed class PostgresStore(NpgsqlDataSource database, ILogger<PostgresStore> logger, string key = PostgresSettings.Key) : IStore
{
    /// <summary>The folder of the scripts.</summary>
    public const string Folder = "PostgreSql";

    // An arbitrary number that is the same in every process.
    private const long UpgradeLock = 0x4F726C55736572;

    public static void AddTo(
        IServiceCollection services, NpgsqlConnectionStringBuilder settings, string key = PostgresSettings.Key, bool isForCommand = false)
    {
        services.AddSingleton(_ => PostgresPools.Create(settings, isForCommand));
        services.AddSingleton(provider => provider.GetRequiredService<PostgresPools>().Store);
        services.AddKeyedSingleton(
            PostgresPools.MembershipKey, (provider, _) => provider.GetRequiredService<PostgresPools>().Membership);
        services.AddKeyedSingleton(
            PostgresPools.HeartbeatKey, (provider, _) => provider.GetRequiredService<PostgresPools>().Heartbeat);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => MemberKey.Of(
            provider.GetRequiredService<IOptions<ClusterOptions>>().Value.ClusterId,
            provider.GetRequiredService<ILocalSiloDetails>().SiloAddress));
        services.AddSingleton<MembershipLease>();
        services.AddSingleton<IMembershipLease>(provider => provider.GetRequiredService<MembershipLease>());
        services.AddSingleton<Fence>();
        services.AddSingleton<TakeOver>();
        services.AddSingleton<OwnEntries>();
        services.AddSingleton<IUserTable, PostgresUserTable>();
        services.AddSingleton<IUserList, PostgresUserList>();
        services.AddSingleton<IUserPages, PostgresUserPages>();
        services.AddSingleton<ISearchTable, PostgresSearchTable>();
        services.AddSingleton<IGrainStateTable, PostgresGrainStateTable>();
        services.AddSingleton<IJournalRemoval, PostgresJournalRemoval>();
        services.AddSingleton<IChangeJournal, PostgresChangeJournal>();
        services.AddSingleton<IDeliveryTable, PostgresDeliveryTable>();
        services.AddSingleton<IStore>(provider => ActivatorUtilities.CreateInstance<PostgresStore>(provider, key));
        services.AddSingleton<ICheck>(provider => ActivatorUtilities.CreateInstance<PostgresCheck>(provider, key));
    }

    public async Task Prepare()
    {
        try
        {
            await using var connection = await PostgresBatch.Run(database, () => database.OpenConnectionAsync().AsTask());
            // The lock belongs to a transaction and not to a session: a pooler in front of the database may give the next transaction
            // another session.
            await using var transaction = await connection.BeginTransactionAsync();
            await PostgresTimeLimits.Lift(connection);
            var schema = await PostgresSchemaReader.Read(connection);
            if (schema.Fault is { } fault)
                throw new SettingException(key, fault);
            if (schema.Unknown.Count > 0)
                SchemaUpgrade.WarnOfNewer(logger, schema.Unknown);
            if (schema.Pending.Count == 0)
                return;

            await using var acquire = new NpgsqlCommand("select pg_advisory_xact_lock($1)", connection, transaction);
            acquire.CommandTimeout = 60;
            acquire.Parameters.Add(new NpgsqlParameter<long> { TypedValue = UpgradeLock });
            await acquire.ExecuteNonQueryAsync();

            // The table of the scripts is looked for in the schema that the tables are created in, because another program may have one of
            // the same name in another schema.
            var upgrade = DeployChanges.To.PostgresqlDatabase(new PostgresqlConnectionManager(database))
                .JournalToPostgresqlTable(schema.Name, PostgresRights.Journal)
                .WithPreprocessor(new PostgresTimeLimits());
            // DbUp blocks its thread. This may be the thread that serves sockets, on one processor the only one.
            await Task.Run(() => SchemaUpgrade.Run(upgrade, Folder, logger));
            await transaction.CommitAsync();
        }
        catch (Exception fault) when (PostgresSettings.Reason(fault) is { } reason)
        {
            throw new SettingException(key, reason, fault);
        }
    }
}
