using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Orleans.Configuration;
using Orleans.Serialization;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>Makes a process a silo of the users' cluster.</summary>
public static class UsersSilo
{
    /// <summary>
    /// Adds the silo. On PostgreSQL it is in one cluster with every process of the same <c>ConnectionStrings__Users</c>; otherwise it is
    /// alone on the SQLite file <c>Storage__Path</c>. Also adds a health check named <c>store</c>.
    /// </summary>
    /// <param name="reader">
    /// Collects wrong settings. The caller must call <see cref="SettingsReader.Conclude"/> before it builds the host.
    /// </param>
    public static IHostApplicationBuilder AddUsersSilo(this IHostApplicationBuilder builder, SettingsReader reader)
    {
        builder.Configuration.AddLogLevels(reader);
        var cluster = DatabaseSettings.Read(reader, builder.Environment);
        var path = reader.Read<StorageSettings>("Storage").Path;
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is null || Path.EndsInDirectorySeparator(path))
            reader.Refuse(SqliteStore.Setting, "it must be the path of a file.");
        var orleans = reader.Read<OrleansSettings>("Orleans");
        var addressing = SiloAddressing.From(orleans, DatabaseName(cluster?.Connection, path), reader);
        if (cluster is not null)
            PostgresStore.AddTo(builder.Services, cluster.Connection, cluster.Key, reader.EndsAtOnce);
        else
            SqliteStore.AddTo(builder.Services, path);
        // With a wrong setting this would be the check of another database.
        if (DatabaseSettings.IsWrong(reader))
            builder.Services.RemoveAll<ICheck>();
        builder.Services.AddJournalRetention(reader.Read<ChangesSettings>("Changes"));
        builder.Services.AddSearch();

        builder.UseOrleans(silo =>
        {
            silo.AddUsers().AddMessages();
            silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(
                services => ActivatorUtilities.CreateInstance<ChangeFollower>(services));
            silo.AddStorage().AddMemoryLimits();
            InterfaceNames.AddTo(silo.Services);
            if (cluster is not null)
                silo.AddPostgresMembership(addressing, cluster.Key).AddGrainDirectory();
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
            // Longer than the deadline of the database (4 s) and shorter than that of a request (10 s).
            silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromSeconds(8));
            silo.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromSeconds(8));
        });
        // By default Orleans sends only .NET's own exceptions to another process. An exception of the store would be lost, and would block
        // the connection meanwhile.
        builder.Services.Configure<ExceptionSerializationOptions>(exceptions => exceptions.SupportedExceptionTypeFilter = _ => true);
        builder.AddTelemetry(reader).AddDashboard(reader);
        builder.Services.AddSingleton(services => new StoreLocation(services.GetRequiredService<IUserTable>().Location));
        builder.Services.AddSingleton<StoreHealth>();
        builder.Services.AddHealthChecks().AddCheck<StoreHealth>("store");
        // Service managers kill a process that takes longer to stop: systemd after 90 s, Kubernetes after 30 s, Docker after 10 s.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(13));
        return builder;
    }

    /// <summary>The folder for this process's own files: that of <c>Storage__Path</c>.</summary>
    public static string DataFolder(SettingsReader reader) => FolderOf(reader.Read<StorageSettings>("Storage").Path);

    private static string DatabaseName(NpgsqlConnectionStringBuilder? cluster, string path) =>
        cluster is null ? FolderOf(path) : $"{cluster.Host}:{cluster.Port}/{cluster.Database}";

    private static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path)) ?? path;
}
