using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Orleans.Configuration;
using Orleans.Serialization;

namespace OrleansUsers.Silo;

/// <summary>What makes a process a silo of the users' cluster.</summary>
public static class UsersSilo
{
    /// <summary>
    /// Adds the silo: on PostgreSQL, in one cluster with every process of the same <c>ConnectionStrings__Users</c>, or alone on the SQLite file
    /// <c>Storage__Path</c>. Adds a health check named <c>store</c>.
    /// </summary>
    /// <param name="reader">Notes what is wrong with the settings. Whoever made it has to conclude it before the host is built.</param>
    public static IHostApplicationBuilder AddUsersSilo(this IHostApplicationBuilder builder, SettingsReader reader)
    {
        builder.Configuration.AddLogLevels(reader);
        var cluster = DatabaseSettings.Read(reader, builder.Environment);
        var path = reader.Read<StorageSettings>("Storage").Path;
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is null || Path.EndsInDirectorySeparator(path))
            reader.Refuse(SqliteStore.Setting, "it must be the path of a file.");
        var orleans = reader.Read<OrleansSettings>("Orleans");
        var addressing = SiloAddressing.From(orleans, Name(cluster?.Connection, path), reader);
        if (cluster is not null)
            PostgresStore.AddTo(builder.Services, cluster.Connection, cluster.Key);
        else
            SqliteStore.AddTo(builder.Services, path);

        builder.UseOrleans(silo =>
        {
            silo.AddGrainStorage().AddMemoryLimits();
            InterfaceNames.AddTo(silo.Services);
            if (cluster is not null)
                silo.UseAdoNetClustering(options => options.Configure<NpgsqlDataSource>((clustering, database) =>
                {
                    clustering.Invariant = "Npgsql";
                    clustering.DataSource = database;
                }));
            else
                silo.UseLocalhostClustering();

            silo.Configure<ClusterOptions>(ids => ids.ClusterId = ids.ServiceId = addressing.ClusterId);
            silo.Configure<EndpointOptions>(endpoint =>
            {
                endpoint.AdvertisedIPAddress = addressing.Advertised;
                endpoint.SiloPort = addressing.SiloPort;
                endpoint.GatewayPort = addressing.GatewayPort;
                endpoint.SiloListeningEndpoint = new IPEndPoint(addressing.Advertised, addressing.SiloPort);
            });
            CallsToDeadSilos.AddTo(silo.Services);
            silo.AddMembership().AddTls(orleans, reader).AddKubernetes(orleans, reader);
            // Between the database's deadline (4 s) and the front end's (10 s).
            silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromSeconds(8));
            silo.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromSeconds(8));
        });
        // By default only .NET's own exceptions can be sent to another process. With one of Npgsql the caller there waits for its deadline,
        // and the connection stands still while Orleans logs why.
        builder.Services.Configure<ExceptionSerializationOptions>(exceptions => exceptions.SupportedExceptionTypeFilter = _ => true);
        builder.AddTelemetry(reader).AddDashboard(reader);
        builder.Services.AddSingleton(services => new StoreLocation(services.GetRequiredService<IUserTable>().Location));
        builder.Services.AddHealthChecks().AddCheck<StoreHealth>("store");
        // Those who stop a process kill it after a while: systemd after 90 s, Kubernetes after 30 s, Docker after 10 s.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(13));
        return builder;
    }

    /// <summary>The folder of what this process keeps for itself.</summary>
    public static string DataFolder(SettingsReader reader) => FolderOf(reader.Read<StorageSettings>("Storage").Path);

    private static string Name(NpgsqlConnectionStringBuilder? cluster, string path) =>
        cluster is null ? FolderOf(path) : $"{cluster.Host}:{cluster.Port}/{cluster.Database}";

    private static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path)) ?? path;
}
