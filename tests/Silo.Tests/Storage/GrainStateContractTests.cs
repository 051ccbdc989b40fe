using System.Data.Common;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo.Tests;

/// <summary>What both databases promise of the state of grains other than users, in the rows of Orleans' ADO.NET storage.</summary>
/// <param name="invariant">What Orleans' ADO.NET storage calls the database.</param>
/// <param name="connections">The service that opens connections to it, a <see cref="DbDataSource"/>.</param>
public abstract class GrainStateContractTests(string invariant, Type connections) : IAsyncLifetime
{
    private static readonly GrainType Kind = GrainType.Create("example");

    private IHost _silo = null!;

    protected abstract ValueTask<(string Key, string Value)> Setting();

    protected abstract ValueTask Clean();

    public async ValueTask InitializeAsync() => _silo = await StartSilo(await Setting());

    [Fact]
    public async Task State_is_read_back_changed_and_cleared()
    {
        var state = State(1);
        await Storage.WriteStateAsync("example", Grain("a"), state);
        state.State = new UserState { Version = 2 };
        await Storage.WriteStateAsync("example", Grain("a"), state);
        Assert.Equal(2, (await Read("a")).State!.Version);

        await Storage.ClearStateAsync("example", Grain("a"), state);
        Assert.False((await Read("a")).RecordExists);
    }

    [Fact]
    public async Task Of_two_first_writes_one_is_refused()
    {
        await Storage.WriteStateAsync("example", Grain("twice"), State(1));

        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync("example", Grain("twice"), State(2)));
        Assert.Equal(1, (await Read("twice")).State!.Version);
    }

    [Fact]
    public async Task A_write_made_from_an_old_version_is_refused()
    {
        var (mine, theirs) = (State(1), State(3));
        await Storage.WriteStateAsync("example", Grain("old"), mine);
        theirs.ETag = mine.ETag;
        await Storage.WriteStateAsync("example", Grain("old"), mine);

        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync("example", Grain("old"), theirs));
    }

    [Fact]
    public async Task Encoded_keys_never_meet()
    {
        string[] ids =
        [
            "beef", "0beef", "BEEF", "0123456789abcdef0123456789abcdef", "0123456789ABCDEF0123456789ABCDEF",
            "1+a", "{0}", "☃", new string('é', 400),
        ];
        for (var i = 0; i < ids.Length; i++)
        {
            var state = State(i);
            await Storage.WriteStateAsync("example", Grain(GrainKey.Encode(ids[i])), state);
            await Storage.WriteStateAsync("example", Grain(GrainKey.Encode(ids[i])), state);
        }

        for (var i = 0; i < ids.Length; i++)
            Assert.Equal(i, (await Read(GrainKey.Encode(ids[i]))).State!.Version);
    }

    [Fact]
    public async Task Bounded_keys_of_the_longest_ids_are_short_and_never_meet()
    {
        var stem = string.Concat(Enumerable.Range(0, 399).Select(_ => (char)Random.Shared.Next('\u4e00', '\u9fff')));
        var keys = new[] { stem + "一", stem + "二", stem }.Select(GrainKey.EncodeBounded).ToArray();
        Assert.All(keys, key => Assert.InRange(key.Length, 1, 1000));
        for (var i = 0; i < keys.Length; i++)
            await Storage.WriteStateAsync("example", Grain(keys[i]), State(i));

        for (var i = 0; i < keys.Length; i++)
            Assert.Equal(i, (await Read(keys[i])).State!.Version);
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

    public async ValueTask DisposeAsync()
    {
        await _silo.StopAsync();
        _silo.Dispose();
        await Clean();
        GC.SuppressFinalize(this);
    }

    protected IServiceProvider Services => _silo.Services;

    private IGrainStorage Storage => Services.GetRequiredService<IGrainStorage>();

    private async Task<IHost> StartSilo((string Key, string Value) setting)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([new(setting.Key, setting.Value)]);
        builder.Logging.ClearProviders();
        builder.AddUsersSilo(new SettingsReader(builder.Configuration));
        builder.UseOrleans(silo =>
            silo.AddAdoNetGrainStorage("orleans", options => options.Configure<IServiceProvider>((storage, services) =>
            {
                storage.Invariant = invariant;
                storage.DataSource = (DbDataSource)services.GetRequiredService(connections);
                storage.GrainStorageSerializer = new GrainStateSerializer();
            })));
        var host = builder.Build();
        await host.Services.GetRequiredService<IStore>().Prepare();
        await host.StartAsync();
        return host;
    }

    private async Task<GrainState<UserState>> Read(string key)
    {
        var state = State(-1);
        await Storage.ReadStateAsync("example", Grain(key), state);
        return state;
    }

    private static GrainId Grain(string key) => GrainId.Create(Kind, key);

    private static GrainState<UserState> State(int version) => new(new UserState { Version = version });
}
