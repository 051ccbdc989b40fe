using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>
/// Chooses the storage of grain state: our own for users and for the index of their token identifiers. All else is in Orleans' ADO.NET
/// storage on PostgreSQL, and in our own on SQLite.
/// </summary>
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
    public static ISiloBuilder AddPostgresGrainStateStorage(this ISiloBuilder silo) =>
        silo.AddAdoNetGrainStorageAsDefault(options => options.Configure<DbDataSource>((storage, database) =>
        {
            storage.Invariant = "Npgsql";
            storage.DataSource = database;
            storage.GrainStorageSerializer = new GrainStateSerializer();
        }));

    /// <summary>Needs a <see cref="SqliteFile"/>.</summary>
    public static ISiloBuilder AddSqliteGrainStateStorage(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<SqliteGrainStorage>();
        silo.Services.AddGrainStorage(
            ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, (services, _) => services.GetRequiredService<SqliteGrainStorage>());
        return silo;
    }
}
