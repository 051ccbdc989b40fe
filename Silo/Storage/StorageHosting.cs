using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime.Hosting;
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

    /// <summary>Needs a <see cref="DbDataSource"/>.</summary>
    /// <param name="invariant">Orleans' name of the database: <c>Npgsql</c>, or <c>System.Data.SQLite</c>, which loads Microsoft.Data.Sqlite.</param>
    public static ISiloBuilder AddGrainStateStorage(this ISiloBuilder silo, string invariant) =>
        silo.AddAdoNetGrainStorageAsDefault(options => options.Configure<DbDataSource>((storage, database) =>
        {
            storage.Invariant = invariant;
            storage.DataSource = database;
            storage.GrainStorageSerializer = new GrainStateSerializer();
        }));
}
