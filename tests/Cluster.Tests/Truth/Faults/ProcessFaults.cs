using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

/// <summary>The faults of one process. Callers leave it when it does not answer, as a load balancer does.</summary>
internal static class ProcessFaults
{
    private const int Dead = 6;
    private const string StatusAt = """
        select Status from OrleansMembershipTable where Port::text = any (string_to_array(@id, ',')) order by StartTime desc limit 1
        """;

    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(20);

    // The others may be about to give it up when it goes on.
    private static readonly TimeSpan MayStillEnd = TimeSpan.FromSeconds(3);

    public static async Task KillAsync(this TruthScenario truth, int process)
    {
        await truth.Fleet.All[process].KillAsync();
        truth.Targets.Leave(process);
    }

    /// <summary>Kills the process while its writes wait for the locked table.</summary>
    /// <param name="seconds">How long the table stays locked after that.</param>
    public static async Task KillWhileLockedAsync(this TruthScenario truth, int process, double seconds)
    {
        await using (await truth.Fleet.LockAsync("users"))
        {
            await TruthScenario.PassAsync(0.5);
            await truth.KillAsync(process);
            await TruthScenario.PassAsync(seconds);
        }
    }

    /// <summary>
    /// Freezes the process. Calls wait in its socket when it goes on: it may acknowledge no write, if the cluster has given it up, and show
    /// nothing old.
    /// </summary>
    public static async Task FreezeAsync(this TruthScenario truth, int process, double seconds)
    {
        var victim = truth.Fleet.All[process];
        var waiting = new WaitingCalls(truth, process);
        await waiting.OpenConnectionsAsync();
        await victim.FreezeAsync();
        truth.Targets.Leave(process);
        await TruthScenario.PassAsync(1);
        waiting.Send();
        await TruthScenario.PassAsync(seconds - 1.5);
        // Newer than what the others have stored meanwhile.
        waiting.Send();
        await TruthScenario.PassAsync(0.5);

        var isGivenUp = await IsGivenUpAsync(truth, victim);
        await victim.ThawAsync();
        var acknowledged = await waiting.AcknowledgedAsync();
        truth.Tell($"{acknowledged} of {waiting.Writes} writes were acknowledged after {seconds:F1} s, given up: {isGivenUp}");
        if (isGivenUp)
            await victim.Exited.WaitAsync(EndsWithin);
        else if (await Task.WhenAny(victim.Exited, Task.Delay(MayStillEnd)) != victim.Exited)
            truth.Targets.Use(process);
        truth.Require(!isGivenUp || acknowledged == 0, $"a process that was given up acknowledged {acknowledged} writes");
    }

    /// <summary>Stops the process in good order. For its first second callers still use it.</summary>
    public static async Task StopAsync(this TruthScenario truth, int process)
    {
        var stopping = truth.Fleet.All[process].StopAsync();
        await TruthScenario.PassAsync(1);
        truth.Targets.Leave(process);
        await stopping;
    }

    public static async Task RestartAsync(this TruthScenario truth, int process)
    {
        await truth.StopAsync(process);
        await truth.Fleet.All[process].RestartAsync();
        truth.Targets.Use(process);
    }

    /// <summary>Heartbeats and all else about members wait for this time.</summary>
    public static async Task LockMembersAsync(this TruthScenario truth, double seconds)
    {
        await using (await truth.Fleet.LockAsync("OrleansMembershipTable"))
            await TruthScenario.PassAsync(seconds);
    }

    private static async Task<bool> IsGivenUpAsync(TruthScenario truth, ApiProcess process)
    {
        var ports = string.Join(',', process.Listening.Select(endpoint => endpoint.Port));
        return (await truth.Fleet.Database.QueryAsync(StatusAt, ports))[0]["status"] is Dead;
    }
}
