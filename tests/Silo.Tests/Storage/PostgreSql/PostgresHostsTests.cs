using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OrleansUsers.Grains;
using OrleansUsers.Harness;

namespace OrleansUsers.Silo.Tests;

/// <summary>A database whose URL has several hosts.</summary>
public sealed class PostgresHostsTests : IAsyncLifetime
{
    private PostgresDatabase _database = null!;
    private NpgsqlConnectionStringBuilder _to = null!;

    [Fact]
    public async Task Users_are_stored_on_the_second_host_when_the_first_is_dead()
    {
        using var dead = Bound();
        var hosts = $"127.0.0.1:{Port(dead)},127.0.0.1:{_to.Port}";
        await using var services = Services($"postgres://{_to.Username}:{_database.Password}@{hosts}/{_database.Name}");
        await services.GetRequiredService<IStore>().Prepare();
        await ListAsync(services);
        var table = services.GetRequiredService<IUserTable>();
        var written = await table.Write([UserTableContractTests.Row("user_1", 1)]);

        Assert.Equal(WriteResult.Written, Assert.Single(written));
        Assert.NotNull(Assert.Single(await table.Read(["user_1"])));
        Assert.Equal($"PostgreSQL at 127.0.0.1:{Port(dead)} or 127.0.0.1:{_to.Port}, database {_database.Name}", table.Location);
    }

    [Fact]
    public async Task A_url_of_one_host_may_require_a_host_that_accepts_writes_and_a_single_connection()
    {
        await using var services = Services(
            $"postgres://{_to.Username}@127.0.0.1:{_to.Port}/{_database.Name}?target_session_attrs=read-write&connection_limit=1");
        await services.GetRequiredService<IStore>().Prepare();
        await ListAsync(services);

        var written = await services.GetRequiredService<IUserTable>().Write([UserTableContractTests.Row("user_1", 1)]);
        Assert.Equal(WriteResult.Written, Assert.Single(written));
    }

    [Fact]
    public async Task What_one_host_answers_is_reported_when_the_other_is_dead()
    {
        using var dead = Bound();
        await using var services = Services(
            $"postgres://{_to.Username}@127.0.0.1:{Port(dead)},127.0.0.1:{_to.Port}/no_such_database", "DATABASE_URL");
        var refused = await Assert.ThrowsAsync<SettingException>(services.GetRequiredService<IStore>().Prepare);

        Assert.Equal("DATABASE_URL: there is no such database.", refused.Message);
    }

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresDatabase.CreateAsync();
        _to = new NpgsqlConnectionStringBuilder(_database.ConnectionString);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    // No process listens on the port, and no other process gets it while it is bound.
    private static Socket Bound()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private static int Port(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;

    private static ServiceProvider Services(string url, string key = PostgresSettings.Key)
    {
        var services = new ServiceCollection().AddLogging();
        PostgresStore.AddTo(services, PostgresSettings.Read(url, key), key);
        services.AddSingleton(new Listed());
        services.AddSingleton(provider => provider.GetRequiredService<Listed>().Member!);
        return services.BuildServiceProvider();
    }

    // Without a silo there is no process in the table of members.
    private static async Task ListAsync(ServiceProvider services) =>
        services.GetRequiredService<Listed>().Member = await ListedProcess.Add(services.GetRequiredService<NpgsqlDataSource>());

    private sealed class Listed
    {
        public MemberKey? Member { get; set; }
    }
}
