using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Orleans.Storage;
using OrleansUsers.Grains;
using OrleansUsers.Harness;
using OrleansUsers.Silo;

namespace OrleansUsers.Benchmarks;

/// <summary>Keeps users in Orleans' ADO.NET storage, one statement and one commit for each.</summary>
internal sealed class AdoNetUserStore([FromKeyedServices(AdoNetUserStore.Name)] IGrainStorage storage) : IUserStore
{
    private const string Name = "ado-net";

    public static void AddTo(IHostApplicationBuilder builder, UsersDatabase database) => builder.UseOrleans(silo =>
    {
        var isPostgres = database.Kind == DatabaseKind.Postgres;
        silo.AddAdoNetGrainStorage(Name, options => options.Configure<IServiceProvider>((storage, services) =>
        {
            storage.Invariant = isPostgres ? "Npgsql" : "System.Data.SQLite";
            storage.DataSource = isPostgres
                ? services.GetRequiredService<NpgsqlDataSource>()
                : services.GetRequiredService<SqliteFile>();
            storage.GrainStorageSerializer = new GrainStateSerializer();
        }));
        silo.Services.AddSingleton<IUserStore, AdoNetUserStore>();
    });

    public async Task<StoredUser> Read(string externalId)
    {
        var row = new GrainState<UserState>(new UserState());
        await storage.ReadStateAsync(Name, IdOf(externalId), row);
        return row.ETag is null
            ? StoredUser.None(externalId)
            : StoredUser.Of(externalId, long.Parse(row.ETag, CultureInfo.InvariantCulture), row.State!);
    }

    public async Task<WriteResult> Write(StoredUser row, bool changesTokens)
    {
        var before = row.Revision == 1 ? null : (row.Revision - 1).ToString(CultureInfo.InvariantCulture);
        var state = new GrainState<UserState>(row.State) { ETag = before, RecordExists = before is not null };
        try
        {
            await storage.WriteStateAsync(Name, IdOf(row.ExternalId), state);
            return WriteResult.Written;
        }
        catch (InconsistentStateException)
        {
            return WriteResult.Conflict;
        }
    }

    public Task<string?> FindHolder(string tokenIdentifier) => throw new NotSupportedException("The benchmark links nobody.");

    private static GrainId IdOf(string externalId) => GrainId.Create("user", GrainKey.Encode(externalId));
}
