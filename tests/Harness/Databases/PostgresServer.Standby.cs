using Npgsql;

namespace OrleansUsers.Harness;

/// <summary>What an operator does with a server: settings, logins, standbys.</summary>
public sealed partial class PostgresServer
{
    /// <summary>The folder of the socket file, which is the <c>Host</c> of a connection string.</summary>
    public string Host => _folder.Path;

    /// <summary>Makes a copy of this server that follows it and takes no writes.</summary>
    public Task<PostgresServer> StartStandbyAsync() => CopyAsync(["--write-recovery-conf"]);

    /// <summary>Starts this stopped primary as a standby of the server that took over from it.</summary>
    public async Task StartAsStandbyOfAsync(PostgresServer primary)
    {
        await File.WriteAllTextAsync(Path.Combine(Data, "standby.signal"), "");
        await File.AppendAllTextAsync(
            Path.Combine(Data, "postgresql.auto.conf"), $"primary_conninfo = 'host={primary.Host} user=postgres'\n");
        await StartAgainAsync();
    }

    /// <summary>Waits until this standby has all that the primary has written.</summary>
    public async Task FollowsAsync(PostgresServer primary)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        var written = await primary.ValueAsync("select pg_current_wal_lsn()::text");
        while (!Equals(await ValueAsync($"select pg_last_wal_replay_lsn() >= '{written}'"), true))
            await look.WaitForNextTickAsync(patience.Token);
    }

    /// <summary>Makes this standby the primary.</summary>
    public Task PromoteAsync() => ExecuteAsync("select pg_promote()");

    /// <summary>Makes all databases of the server read-only, or not, also for open connections.</summary>
    public Task SetReadOnlyAsync(bool value) =>
        ExecuteAsync($"alter system set default_transaction_read_only = {(value ? "on" : "off")}", "select pg_reload_conf()");

    /// <summary>Asks this login for its password from now on, on new connections.</summary>
    public async Task RequirePasswordAsync(string login)
    {
        var rules = Path.Combine(Data, "pg_hba.conf");
        await File.WriteAllTextAsync(rules, $"local all {login} scram-sha-256\n{await File.ReadAllTextAsync(rules)}");
        await ExecuteAsync("select pg_reload_conf()");
    }

    /// <summary>Closes all connections of other sessions.</summary>
    public Task CloseConnectionsAsync() => ExecuteAsync(
        "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'");

    /// <summary>The one value of a query, as the superuser.</summary>
    public async Task<object?> ValueAsync(string query)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(query, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Runs statements as the superuser, each in a transaction of its own.</summary>
    public async Task ExecuteAsync(params IEnumerable<string> statements)
    {
        await using var connection = await OpenAsync();
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        // A server that is read-only has to be made writable again.
        var options = new NpgsqlConnectionStringBuilder(ConnectionString)
        {
            Pooling = false,
            Options = "-c default_transaction_read_only=off",
        };
        var connection = new NpgsqlConnection(options.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}
