using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Configuration;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.Storage;
using Orleans.TestingHost;
using OrleansUsers.Grains.Tests;
using OrleansUsers.Silo;

[assembly: AssemblyFixture(typeof(UsersCluster))]

namespace OrleansUsers.Grains.Tests;

/// <summary>
/// Two silos on the real storage in a temporary SQLite file. Tests can inject faults between the grains and the file.
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

    protected UsersCluster(short silos, TimeProvider? clock = null)
    {
        File = new SqliteFile(Path.Combine(_folder.FullName, "users.db"));
        _store = new SqliteStore(File, NullLogger<SqliteStore>.Instance);
        var builder = new InProcessTestClusterBuilder(initialSilosCount: silos);
        builder.ConfigureSilo((_, silo) =>
        {
            if (clock is not null)
                silo.Services.AddSingleton(clock);
            silo.Services.AddSingleton<IUserTable>(new FaultyTable(new SqliteUserTable(File), Faults));
            silo.Services.AddSingleton(File);
            silo.Services.AddSingleton(new Meter("test"));
            silo.Services.AddSingleton<IGrainStateTable, SqliteGrainStateTable>();
            silo.AddUsers().AddMessages();
            silo.AddStorage().AddMemoryLimits();
            silo.Services.AddSingleton<UserStore>();
            silo.Services.AddSingleton<IUserStore>(services => new FaultyUserStore(services.GetRequiredService<UserStore>(), Faults));
            silo.Services.Configure<ExceptionSerializationOptions>(exceptions => exceptions.SupportedExceptionTypeFilter = _ => true);
            // Registered last, it replaces the real storage, which it calls.
            silo.Services.AddGrainStorage<IGrainStorage>(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, (services, _) =>
                new FaultyStorage(services.GetRequiredService<GrainStateStorage>(), Faults));
        });
        // A slow machine does not answer twenty thousand calls that wait for one write within the default of thirty seconds.
        builder.ConfigureClient(client => client.Configure<ClientMessagingOptions>(
            messaging => messaging.ResponseTimeout = TimeSpan.FromMinutes(2)));
        builder.ConfigureClient(client => client.Services.Configure<ExceptionSerializationOptions>(
            exceptions => exceptions.SupportedExceptionTypeFilter = _ => true));
        _cluster = builder.Build();
    }

    public IGrainFactory Grains => _cluster.Client;

    public IReadOnlyList<SiloAddress> Silos => [.. _cluster.Silos.Select(silo => silo.SiloAddress)];

    /// <summary>The user as read without a grain call, in the silo that has the activation; null when none has.</summary>
    public User? Local(string externalId) => LocalUser(externalId)?.Read();

    /// <summary>The rendered form of that user, which is the first name here.</summary>
    public string? Rendered(string externalId) =>
        LocalUser(externalId)?.Read(user => Encoding.UTF8.GetBytes(user.FirstName!)) is { } rendered
            ? Encoding.UTF8.GetString(rendered.Bytes)
            : null;

    /// <summary>Applies a snapshot without a grain call, in the silo that has the user's activation; null when none has.</summary>
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

    /// <summary>Applies a snapshot of a new user in the first silo, as a front end does.</summary>
    public Task<UpsertOutcome> Create(string externalId, UserSnapshot snapshot) =>
        _cluster.Silos[0].ServiceProvider.GetRequiredService<Users>().Apply(externalId, snapshot, isNew: true);

    /// <summary>Inserts a new user in the first silo, without its grain. False when nothing was stored.</summary>
    public Task<bool> Insert(string externalId, UserSnapshot snapshot) =>
        _cluster.Silos[0].ServiceProvider.GetRequiredService<UserInserts>().TryInsert(externalId, snapshot);

    /// <summary>The users as a front end in the first silo reaches them.</summary>
    internal Users Users => _cluster.Silos[0].ServiceProvider.GetRequiredService<Users>();

    /// <summary>The users as a front end in that silo reaches them.</summary>
    internal Users FrontEnd(int silo) => _cluster.Silos[silo].ServiceProvider.GetRequiredService<Users>();

    /// <summary>The silo that the first one says is the user's home.</summary>
    internal SiloAddress HomeOf(string externalId) => _cluster.Silos[0].ServiceProvider.GetRequiredService<UserHomes>().SiloOf(externalId);

    /// <summary>The silo that has the user's activation; null when none has.</summary>
    internal SiloAddress? SiloWith(string externalId) => _cluster.Silos
        .SingleOrDefault(silo => silo.ServiceProvider.GetRequiredService<LocalUsers>().Contains(externalId))?.SiloAddress;

    /// <summary>The user's activation, for comparison by reference; null when there is none.</summary>
    internal object? Activation(string externalId) => _cluster.Silos
        .Select(silo => silo.ServiceProvider.GetRequiredService<LocalUsers>().Find(externalId)).SingleOrDefault(user => user is not null);

    /// <summary>Reads the rows of all users in memory again.</summary>
    internal Task RefreshAll() =>
        Task.WhenAll(_cluster.Silos.Select(silo => silo.ServiceProvider.GetRequiredService<LocalUsers>().RefreshAll()));

    /// <summary>Changes the row as another process would that has an activation of the same user.</summary>
    internal async Task ChangeElsewhere(string externalId, Func<UserState, UserState> change)
    {
        using var table = new SqliteUserTable(File);
        using var meter = new Meter("elsewhere");
        await using var store = new UserStore(table, new StoreMetrics(meter, TimeProvider.System));
        var stored = await store.Read(externalId);
        var row = stored.Next(UserMerge.Join(stored.State, change(stored.State)));
        Assert.Equal(WriteResult.Written, await store.Write(row, changesTokens: !row.HoldsSameTokens(stored)));
    }

    private UserEntity? LocalUser(string externalId) => _cluster.Silos
        .Select(silo => silo.ServiceProvider.GetRequiredService<LocalUsers>().Find(externalId))
        .SingleOrDefault(user => user is not null);

    internal SqliteFile File { get; }

    internal Faults Faults { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await _store.Prepare();
        await _cluster.DeployAsync();
    }

    /// <summary>Deactivates the grain, so that the next call reads its row.</summary>
    public Task Deactivate(string externalId) => Deactivate(Grains.GetUserGrain(externalId));

    /// <inheritdoc cref="Deactivate(string)"/>
    public async Task Deactivate(IGrain grain) => await _cluster.DeactivateAsync(grain);

    /// <summary>Changes rows without the grains, as another process would.</summary>
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

/// <summary>The same with a single silo.</summary>
public sealed class SingleSiloCluster() : UsersCluster(silos: 1);
