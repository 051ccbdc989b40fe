using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace OrleansUsers.Silo;

/// <summary>
/// The heartbeats in the rows of the table of members. They have a connection of their own, so that they wait for nothing.
/// </summary>
internal sealed class MemberRow([FromKeyedServices(PostgresPools.HeartbeatKey)] NpgsqlDataSource database)
{
    /// <summary>How long one heartbeat may take.</summary>
    public const int TimeoutSeconds = 2;

    /// <summary>Writes a heartbeat for a member.</summary>
    public Task<BeatResult> Beat(MemberKey member, CancellationToken cancellationToken) => PostgresBatch.Run(database, async () =>
    {
        await using var command = Command(MembershipSql.Beat, member);
        return await command.ExecuteScalarAsync(cancellationToken) switch
        {
            null => BeatResult.Dead,
            true => BeatResult.HasRival,
            _ => BeatResult.Alive,
        };
    });

    /// <summary>Says that the member answers nothing from memory any more, so that nobody has to wait for its lease.</summary>
    public async Task Release(MemberKey member)
    {
        await using var command = Command(MembershipSql.Release, member);
        await command.ExecuteNonQueryAsync();
    }

    private NpgsqlCommand Command(string sql, MemberKey member)
    {
        var command = database.CreateCommand(sql);
        command.CommandTimeout = TimeoutSeconds;
        member.AddTo(command);
        return command;
    }
}

/// <summary>What a heartbeat met in the database.</summary>
internal enum BeatResult
{
    /// <summary>It was written.</summary>
    Alive,

    /// <summary>It was written, and an earlier process of another cluster uses the database.</summary>
    HasRival,

    /// <summary>It was not written: the row says Dead, or there is none.</summary>
    Dead,
}
