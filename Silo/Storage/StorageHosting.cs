using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using Orleans.Storage;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>The two ways grain state is stored: users and the index of their sign-ins by our own storage, all else by Orleans' ADO.NET storage.</summary>
internal static class StorageHosting
{
    /// <summary>Needs an <see cref="IUserTable"/>.</summary>
    public static ISiloBuilder AddUserStorage(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<UserStorage>();
        silo.Services.AddSingleton<TokenStorage>();
        silo.Services.AddGrainStorage(UserGrain.Storage, (services, _) => services.GetRequiredService<UserStorage>());
        silo.Services.AddGrainStorage(TokenGrain.Storage, (services, _) => services.GetRequiredService<TokenStorage>());
        return silo;
    }

    /// <summary>Needs the <see cref="DbDataSource"/> of a PostgreSQL database.</summary>
    public static ISiloBuilder AddPostgresGrainStateStorage(this ISiloBuilder silo) => silo.AddGrainStateStorage("Npgsql");

    /// <summary>Needs the <see cref="DbDataSource"/> of a SQLite file.</summary>
    public static ISiloBuilder AddSqliteGrainStateStorage(this ISiloBuilder silo)
    {
        // Orleans' name of SQLite; it loads Microsoft.Data.Sqlite.
        silo.AddGrainStateStorage("System.Data.SQLite");
        // Registered last, it takes the place of the storage it is made of.
        silo.Services.AddGrainStorage<IGrainStorage>(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, (services, name) =>
            new SqliteGrainStorage(AdoNetGrainStorageFactory.Create(services, name)));
        return silo;
    }

    private static ISiloBuilder AddGrainStateStorage(this ISiloBuilder silo, string invariant) =>
        silo.AddAdoNetGrainStorageAsDefault(options => options.Configure<DbDataSource>((storage, database) =>
        {
            storage.Invariant = invariant;
            storage.DataSource = database;
            storage.GrainStorageSerializer = new GrainStateSerializer();
        }));
}
