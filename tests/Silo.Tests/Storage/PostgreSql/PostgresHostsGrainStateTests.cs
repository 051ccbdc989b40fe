using System.Net;
using System.Net.Sockets;
using Npgsql;
using OrleansUsers.Harness;

namespace OrleansUsers.Silo.Tests;

/// <summary>A silo whose database URL has two hosts, the first of them dead.</summary>
public sealed class PostgresHostsGrainStateTests() : GrainStateContractTests("Npgsql", typeof(NpgsqlDataSource))
{
    private readonly Socket _dead = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private PostgresDatabase _database = null!;

    protected override async ValueTask<(string Key, string Value)> Setting()
    {
        _database = await PostgresDatabase.CreateAsync();
        // No process listens on the port, and no other process gets it while it is bound.
        _dead.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var to = new NpgsqlConnectionStringBuilder(_database.ConnectionString);
        var hosts = $"127.0.0.1:{((IPEndPoint)_dead.LocalEndPoint!).Port},{to.Host}:{to.Port}";
        return ("ConnectionStrings:Users", $"postgres://{to.Username}:{to.Password}@{hosts}/{to.Database}");
    }

    protected override async ValueTask Clean()
    {
        _dead.Dispose();
        await _database.DisposeAsync();
    }
}
