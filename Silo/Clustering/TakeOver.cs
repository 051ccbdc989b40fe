using System.Globalization;
using Npgsql;

namespace OrleansUsers.Silo;

/// <summary>
/// Lets reads of rows wait, soon after a process was declared dead, until that process cannot answer from memory any more. Only then may
/// its users be served and changed here.
/// </summary>
/// <remarks>
/// The statement that reads the rows looks for such a process itself: this process may not have heard of the death yet. A process that was
/// killed has sent no heartbeat for as long as its death took to be noticed: then there is nothing to wait for. The wait is for a process
/// that still reaches the database, but no other process.
/// </remarks>
internal sealed class TakeOver(MemberKey own, TimeProvider clock)
{
    // A little longer than the lease (3 s): the times of heartbeats are rounded, and clocks do not run at the very same rate.
    private const string Seconds = "3.2";

    /// <summary>
    /// Yields a row with the milliseconds to wait, if there are any, and needs the parameters of <see cref="AddTo"/> first. An earlier
    /// process at the address of this one has ended. A status of 6 is Dead.
    /// </summary>
    public const string MillisecondsLeft = $"""
        (select (extract(epoch from max(HeartbeatAt) + interval '{Seconds} s' - clock_timestamp()) * 1000)::integer as milliseconds
         from OrleansMembershipTable
         where DeploymentId = $1 and Status = 6 and HeartbeatAt > clock_timestamp() - interval '{Seconds} s'
           and not (Address = $2 and Port = $3 and Generation < $4)
         having count(*) > 0) as lease
        """;

    /// <summary>
    /// How long it waits at most. Heartbeats from the future, after the database's clock was set back, are not waited for.
    /// </summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(double.Parse(Seconds, CultureInfo.InvariantCulture));

    /// <summary>Adds the first four parameters of the statement.</summary>
    public void AddTo(NpgsqlCommand command) => own.AddTo(command);

    /// <summary>Reads, and reads again after a wait while there is something to wait for.</summary>
    /// <param name="read">Reads the rows, and how long to wait.</param>
    public async Task<T> Read<T>(Func<Task<(T Rows, TimeSpan Left)>> read)
    {
        for (var waited = TimeSpan.Zero; ;)
        {
            var (rows, left) = await read();
            if (left <= TimeSpan.Zero || waited >= Longest)
                return rows;
            left = left < Longest ? left : Longest;
            await Task.Delay(left, clock);
            waited += left;
        }
    }
}
