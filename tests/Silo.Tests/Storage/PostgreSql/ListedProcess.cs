using Npgsql;

namespace OrleansUsers.Silo.Tests;

/// <summary>A process of the cluster, as the table of members lists it. Without its row the fence lets nothing be written.</summary>
internal static class ListedProcess
{
    private static int _generation;

    /// <summary>Lists one more process as active. The schema must be there.</summary>
    public static async Task<MemberKey> Add(NpgsqlDataSource database, int port = 11_111)
    {
        var member = new MemberKey("users", "127.0.0.1", port, Interlocked.Increment(ref _generation));
        await Run(database, member, """
            with version as (insert into OrleansMembershipVersionTable (DeploymentId) values ($1) on conflict do nothing)
            insert into OrleansMembershipTable
                   (DeploymentId, Address, Port, Generation, SiloName, HostName, Status, StartTime, IAmAliveTime, HeartbeatAt)
            values ($1, $2, $3, $4, '', '', 3, now(), now(), clock_timestamp())
            """);
        return member;
    }

    /// <summary>Changes the status of the process, as whoever declares it dead does.</summary>
    public static Task SetStatus(NpgsqlDataSource database, MemberKey member, int status) => Run(database, member, $"""
        update OrleansMembershipTable set Status = {status}
        where DeploymentId = $1 and Address = $2 and Port = $3 and Generation = $4
        """);

    private static async Task Run(NpgsqlDataSource database, MemberKey member, string sql)
    {
        await using var command = database.CreateCommand(sql);
        member.AddTo(command);
        await command.ExecuteNonQueryAsync();
    }
}
