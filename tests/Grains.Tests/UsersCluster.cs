using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Configuration;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using Orleans.Storage;
using Orleans.TestingHost;
using OrleansUsers.Grains.Tests;
using OrleansUsers.Silo;

[assembly: AssemblyFixture(typeof(UsersCluster))]

namespace OrleansUsers.Grains.Tests;

/// <summary>
/// Two silos on the real storage in a temporary SQLite file. Between grain and file stands what makes a disk fail on demand.
/// </summary>
public class UsersCluster : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("users-");
    private readonly SqliteStore _store;
    private readonly InProcessTestCluster _cluster;

    public UsersCluster()
        : this(silos: 2)
    {
    }

    protected UsersCluster(short silos)
    {
        File = new SqliteFile(Path.Combine(_folder.FullName, "users.db"));
        _store = new SqliteStore(File, NullLogger<SqliteStore>.Instance);
        var builder = new InProcessTestClusterBuilder(initialSilosCount: silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<IUserTable>(new TroubledTable(new SqliteUserTable(File), Trouble));
            silo.Services.AddSingleton(File);
            silo.Services.AddSingleton<IGrainStateTable, SqliteGrainStateTable>();
            silo.Services.AddUsers();
            silo.AddStorage().AddMemoryLimits();
            // Registered last, it takes the place of the real one, which it is made of.
            silo.Services.AddGrainStorage<IGrainStorage>(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, (services, _) =>
                new TroubledStorage(services.GetRequiredService<GrainStateStorage>(), Trouble));
        });
        // Twenty thousand calls behind one write are not answered within the thirty seconds that it is by default on every machine.
        builder.ConfigureClient(client => client.Configure<ClientMessagingOptions>(
            messaging => messaging.ResponseTimeout = TimeSpan.FromMinutes(2)));
        _cluster = builder.Build();
    }

    public IGrainFactory Grains => _cluster.Client;

    public IReadOnlyList<SiloAddress> Silos => [.. _cluster.Silos.Select(silo => silo.SiloAddress)];

    /// <summary>The user as it is read without a call, in the process that has its grain; null in all others.</summary>
    public User? Local(string externalId) => LocalUser(externalId)?.Read();

    /// <summary>The first name of that user, rendered by a reader and kept.</summary>
    public string? Rendered(string externalId) =>
        LocalUser(externalId)?.Read(user => Encoding.UTF8.GetBytes(user.FirstName!)) is { } rendered
            ? Encoding.UTF8.GetString(rendered.Bytes)
            : null;

    /// <summary>Applies a snapshot without a message, in the process that has the user's grain; null where none has.</summary>
    public async Task<UpsertOutcome?> ApplyLocally(string externalId, UserSnapshot snapshot)
    {
        if (LocalUser(externalId) is not { } user || !user.TryAcquire())
            return null;
        try
        {
            return await user.Apply(snapshot);
        }
        finally
        {
            user.Release();
        }
    }

    /// <summary>Applies a creation, in the process that came first, as its front end does.</summary>
    public Task<UpsertOutcome> Create(string externalId, UserSnapshot snapshot) =>
        _cluster.Silos[0].ServiceProvider.GetRequiredService<Users>().Apply(externalId, snapshot, isNew: true);

    /// <summary>Whether the user was inserted as a new one, without its grain.</summary>
    public Task<bool> Insert(string externalId, UserSnapshot snapshot) =>
        _cluster.Silos[0].ServiceProvider.GetRequiredService<UserInserts>().TryInsert(externalId, snapshot);

    private UserEntity? LocalUser(string externalId) => _cluster.Silos
        .Select(silo => silo.ServiceProvider.GetRequiredService<LocalUsers>().Find(externalId))
        .SingleOrDefault(user => user is not null);

    internal SqliteFile File { get; }

    internal Trouble Trouble { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await _store.Prepare();
        await _cluster.DeployAsync();
    }

    /// <summary>Throws the grain out of memory, so that the next call reads it from disk.</summary>
    public Task Forget(string externalId) => Forget(Grains.GetUser(externalId));

    /// <inheritdoc cref="Forget(string)"/>
    public async Task Forget(IGrain grain) => await _cluster.DeactivateAsync(grain);

    /// <summary>Changes rows behind the grains' back.</summary>
    internal int Sql(string sql, string id)
    {
        using var connection = File.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$id", id);
        return command.ExecuteNonQuery();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _cluster.DisposeAsync();
        _store.Dispose();
        _folder.Delete(recursive: true);
    }
}

/// <summary>The same with one silo, which is all of the cluster.</summary>
public sealed class LoneUsersCluster() : UsersCluster(silos: 1);
