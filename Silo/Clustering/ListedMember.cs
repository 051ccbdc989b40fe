using Npgsql;

namespace OrleansUsers.Silo;

/// <summary>A process that the table of members lists and does not call dead.</summary>
/// <param name="IAmAliveAt">The heartbeat of Orleans, by the clock of the member.</param>
/// <param name="HeartbeatAt">The last heartbeat, by the clock of the database; null for a member that wrote none yet.</param>
/// <param name="IsHere">Whether that heartbeat was written to this database, and not to one that it is a copy of.</param>
/// <param name="Age">How long ago the last heartbeat was.</param>
internal sealed record ListedMember(
    string ClusterId, string Address, int Port, int Generation, DateTime IAmAliveAt, DateTime? HeartbeatAt, bool IsHere, TimeSpan Age)
{
    /// <summary>Distinguishes it from all other processes.</summary>
    public (string ClusterId, string Address, int Port, int Generation) Key => (ClusterId, Address, Port, Generation);

    public static async Task<IReadOnlyList<ListedMember>> ReadAll(NpgsqlDataSource database)
    {
        var members = new List<ListedMember>();
        await using var command = database.CreateCommand(MembershipSql.Read);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            members.Add(new ListedMember(
                reader.GetString(0),
                reader.GetString(1),
                reader.GetInt32(2),
                reader.GetInt32(3),
                reader.GetDateTime(4),
                reader.IsDBNull(5) ? null : reader.GetDateTime(5),
                !reader.IsDBNull(6) && reader.GetBoolean(6),
                reader.GetTimeSpan(7)));
        return members;
    }

    /// <summary>Whether it has given a sign of life to this database since the other reading.</summary>
    /// <remarks>
    /// A build without these heartbeats writes only Orleans' own. Of others Orleans' own does not count, since a replica may receive it
    /// from the original.
    /// </remarks>
    public bool HasMovedSince(ListedMember before) =>
        HeartbeatAt is null ? IAmAliveAt != before.IAmAliveAt : IsHere && HeartbeatAt != before.HeartbeatAt;
}
