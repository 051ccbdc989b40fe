using System.Data.Common;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;

namespace OrleansUsers.Silo;

/// <summary>What makes a process a silo of the users' cluster.</summary>
public static class UsersSilo
{
    /// <summary>
    /// Adds the silo: on PostgreSQL, in one cluster with every process of the same <c>ConnectionStrings__Users</c>, or alone on the SQLite file
    /// <c>Storage__Path</c>. Adds a health check named <c>store</c>.
    /// </summary>
    /// <exception cref="SettingException">A setting cannot be used.</exception>
    public static IHostApplicationBuilder AddUsersSilo(this IHostApplicationBuilder builder)
    {
        builder.Configuration.AddLogLevels();
        var cluster = builder.Configuration.GetConnectionString("Users") is { } text ? PostgresSettings.Read(text) : null;
        var addressing = SiloAddressing.From(
            builder.Configuration,
            cluster is null ? DataFolder(builder.Configuration) : $"{cluster.Host}:{cluster.Port}/{cluster.Database}");
        if (cluster is not null)
            PostgresStore.AddTo(builder.Services, cluster);
        else
            SqliteStore.AddTo(builder.Services, SqlitePath(builder.Configuration));

        builder.UseOrleans(silo =>
        {
            silo.AddUserStorage().AddMemoryLimits();
            InterfaceNames.AddTo(silo.Services);
            if (cluster is not null)
                silo.AddPostgresGrainStateStorage().UseAdoNetClustering(options => options.Configure<DbDataSource>((clustering, database) =>
                {
                    clustering.Invariant = "Npgsql";
                    clustering.DataSource = database;
                }));
            else
                silo.AddSqliteGrainStateStorage().UseLocalhostClustering();

            silo.Configure<ClusterOptions>(ids => ids.ClusterId = ids.ServiceId = addressing.ClusterId);
            silo.Configure<EndpointOptions>(endpoint =>
            {
                endpoint.AdvertisedIPAddress = addressing.Advertised;
                endpoint.SiloPort = addressing.SiloPort;
                endpoint.GatewayPort = addressing.GatewayPort;
                endpoint.SiloListeningEndpoint = new IPEndPoint(addressing.Advertised, addressing.SiloPort);
            });
            silo.AddMembership().AddTls(builder.Configuration).AddKubernetes(builder.Configuration);
            // Between the database's deadline (4 s) and the front end's (10 s).
            silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromSeconds(8));
            silo.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromSeconds(8));
        });
        builder.AddTelemetry().AddDashboard();
        builder.Services.AddSingleton(services => new StoreLocation(services.GetRequiredService<IUserTable>().Location));
        builder.Services.AddHealthChecks().AddCheck<StoreHealth>("store");
        // Those who stop a process kill it after a while: systemd after 90 s, Kubernetes after 30 s, Docker after 10 s.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(13));
        return builder;
    }

    /// <summary>The folder of what this process keeps for itself.</summary>
    /// <exception cref="SettingException">The setting is empty.</exception>
    public static string DataFolder(IConfiguration configuration) => Path.GetDirectoryName(Path.GetFullPath(SqlitePath(configuration)))!;

    private static string SqlitePath(IConfiguration configuration) => configuration["Storage:Path"] switch
    {
        null => Path.Combine("data", "users.db"),
        var path when string.IsNullOrWhiteSpace(path) => throw new SettingException(SqliteStore.Setting, "it is empty."),
        var path => path,
    };
}
