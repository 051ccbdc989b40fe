using Npgsql;

namespace OrleansUsers.Harness;

/// <summary>What an operator does with a server: settings, logins, standbys.</summary>
public sealed partial class PostgresServer
{
    /// <summary>The folder of the socket file, which is the <c>Host</c> of a connection string.</summary>
    public string Host => _folder.Path;

    /// <summary>Makes a copy of this server that follows it and takes no writes.</summary>
    public async Task<PostgresServer> StartStandbyAsync()
    {
        var standby = await NewAsync();
        await ProgramAsync(
            "pg_basebackup", "--host", Host, "--username", "postgres", "--pgdata", standby.Data, "--write-recovery-conf",
            "--checkpoint", "fast", "--no-sync");
        await standby.StartAgainAsync();
        return standby;
    }

    /// <summary>Starts this stopped primary as a standby of the server that took over from it.</summary>
    public async Task StartAsStandbyOfAsync(PostgresServer primary)
    {
        await File.WriteAllTextAsync(Path.Combine(Data, "standby.signal"), "");
        await File.AppendAllTextAsync(
            Path.Combine(Data, "postgresql.auto.conf"), $"primary_conninfo = 'host={primary.Host} user=postgres'\n");
        await StartAgainAsync();
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

    /// <summary>Runs statements as the superuser, each in a transaction of its own.</summary>
    public async Task ExecuteAsync(params IEnumerable<string> statements)
    {
        // A server that is read-only has to be made writable again.
        var options = new NpgsqlConnectionStringBuilder(ConnectionString)
        {
            Pooling = false, Options = "-c default_transaction_read_only=off",
        };
        await using var connection = new NpgsqlConnection(options.ConnectionString);
        await connection.OpenAsync();
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync();
        }
    }
}
