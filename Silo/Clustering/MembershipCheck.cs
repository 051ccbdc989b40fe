using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace OrleansUsers.Silo;

/// <summary>
/// Runs before the silo starts. It makes sure that the silo contacts only processes that use the same database, and that all processes of a
/// database are one cluster.
/// </summary>
/// <remarks>
/// In a copied or restored database the table of members lists the processes of the original. A silo that trusted these rows would join the
/// original cluster, and would write users into the original database. Such members write no heartbeat to the copy.
/// </remarks>
internal sealed partial class MembershipCheck(
    NpgsqlDataSource database, SiloAddressing own, string key, TimeProvider clock, ILogger<MembershipCheck> logger)
{
    private const string ClusterIdKey = "Orleans__ClusterId";

    /// <summary>
    /// A member writes a heartbeat each second. After an outage of the database it needs up to three seconds to connect.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(0.2);

    // Another cluster that gave no sign for so long is not waited for: it has ended without a word.
    private static readonly TimeSpan LongAgo = TimeSpan.FromMinutes(1);

    /// <exception cref="SettingException">
    /// A process of another cluster uses the database, or the database cannot be used.
    /// </exception>
    public async Task Run()
    {
        try
        {
            var doubtful = await Watch();
            if (doubtful.Count > 0)
                await DeclareDead(doubtful);
        }
        catch (Exception fault) when (PostgresSettings.Reason(fault) is { } reason)
        {
            throw new SettingException(key, reason, fault);
        }
    }

    /// <summary>Watches the listed members, and returns those of this cluster that gave no sign of life to this database.</summary>
    private async Task<IReadOnlyList<ListedMember>> Watch()
    {
        var start = clock.GetTimestamp();
        var first = new Dictionary<(string, string, int, int), ListedMember>();
        var isLogged = false;
        while (true)
        {
            var isLast = clock.GetElapsedTime(start) >= Patience;
            List<ListedMember> doubtful = [];
            var isOtherInDoubt = false;
            foreach (var member in await ListedMember.ReadAll(database))
            {
                first.TryAdd(member.Key, member);
                var hasMoved = member.HasMovedSince(first[member.Key]);
                if (member.ClusterId == own.ClusterId)
                {
                    if (!member.IsHere && !hasMoved && !IsOwnAddress(member))
                        doubtful.Add(member);
                }
                else if (hasMoved)
                    throw new SettingException(
                        ClusterIdKey,
                        "a process with another value uses the database. Give all processes of a database the same value, "
                        + "or stop the others first.");
                else
                    isOtherInDoubt |= member.Age < LongAgo;
            }
            if (isLast || (doubtful.Count == 0 && !isOtherInDoubt))
                return doubtful;
            if (!isLogged)
                LogWaiting(logger, Patience.TotalSeconds);
            isLogged = true;
            await Task.Delay(LookEvery, clock);
        }
    }

    // An earlier process at this silo's own address has ended. Orleans declares it dead.
    private bool IsOwnAddress(ListedMember member) =>
        member.Port == own.SiloPort && member.Address == own.Advertised.ToString();

    private async Task DeclareDead(IReadOnlyList<ListedMember> members)
    {
        await using var command = database.CreateCommand(MembershipSql.DeclareDead);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = own.ClusterId });
        command.Parameters.Add(PostgresBatch.Column(members, member => member.Address));
        command.Parameters.Add(PostgresBatch.Column(members, member => member.Port));
        command.Parameters.Add(PostgresBatch.Column(members, member => member.Generation));
        command.Parameters.Add(PostgresBatch.Column(members, member => member.IAmAliveAt));
        await command.ExecuteNonQueryAsync();
        LogDeclaredDead(logger, string.Join(", ", members.Select(member => string.Create(
            CultureInfo.InvariantCulture, $"{member.Address}:{member.Port}"))));
    }

    [LoggerMessage(
        LogLevel.Information,
        "The database lists processes that may have used another copy of it. Waiting up to {Seconds} s for their heartbeats.")]
    private static partial void LogWaiting(ILogger logger, double seconds);

    [LoggerMessage(
        LogLevel.Warning,
        "These processes write no heartbeat to this database and were declared dead in it: {Members}. They have ended, or they use the "
        + "database that this one was copied from.")]
    private static partial void LogDeclaredDead(ILogger logger, string members);
}
