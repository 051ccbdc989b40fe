using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Storage;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo.Tests;

public sealed class SqliteGrainStateTests : GrainStatePromises
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("users-");

    protected override ValueTask<(string Key, string Value)> Setting() => new(("Storage:Path", Path.Combine(_folder.FullName, "users.db")));

    protected override ValueTask Clean()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Rows_of_Orleans_own_storage_are_read_and_written_on_and_read_by_it()
    {
        var orleans = Services.GetRequiredKeyedService<IGrainStorage>("orleans");
        var (theirs, ours) = (State(1), State(-1));
        await orleans.WriteStateAsync("example", Grain("shared"), theirs);
        await Storage.ReadStateAsync("example", Grain("shared"), ours);
        Assert.Equal(1, ours.State!.Version);

        ours.State = new UserState { Version = 2 };
        await Storage.WriteStateAsync("example", Grain("shared"), ours);
        await Assert.ThrowsAsync<InconsistentStateException>(() => orleans.WriteStateAsync("example", Grain("shared"), theirs));
        await orleans.ReadStateAsync("example", Grain("shared"), theirs);
        Assert.Equal(2, theirs.State!.Version);
    }

    [Fact]
    public async Task Five_thousand_grains_that_write_at_once_are_written_within_the_deadline_of_a_call()
    {
        var writes = Enumerable.Range(0, 5_000).Select(n => Storage.WriteStateAsync("example", Grain($"crowd {n}"), State(n)));
        await Task.WhenAll(writes).WaitAsync(TimeSpan.FromSeconds(8), TestContext.Current.CancellationToken);
    }

    protected override void Extend(IHostApplicationBuilder builder) => builder.UseOrleans(silo =>
        silo.AddAdoNetGrainStorage("orleans", options => options.Configure<DbDataSource>((storage, database) =>
        {
            storage.Invariant = "System.Data.SQLite";
            storage.DataSource = database;
            storage.GrainStorageSerializer = new GrainStateSerializer();
        })));
}
