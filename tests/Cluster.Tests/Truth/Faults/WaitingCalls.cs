using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

/// <summary>Writes and reads that wait in the socket of a frozen process.</summary>
internal sealed class WaitingCalls(TruthScenario truth, int process)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly List<Task<bool>> _writes = [];
    private readonly List<Task> _reads = [];

    public int Writes => _writes.Count;

    /// <summary>Opens a connection for each of the calls that will wait, as a load balancer keeps them.</summary>
    public Task OpenConnectionsAsync() => Task.WhenAll(truth.Population.Full.Select(user => ReadAsync(user)));

    /// <summary>Sends a read for each user, and a write for each user who is to live. Waits for no answer.</summary>
    public void Send()
    {
        foreach (var user in truth.Population.Full)
        {
            _reads.Add(ReadAsync(user));
            if (user.Last is null)
                _writes.Add(WriteAsync(user));
        }
    }

    /// <summary>How many of the writes were acknowledged. Waits for the end of all calls.</summary>
    public async Task<int> AcknowledgedAsync()
    {
        await Task.WhenAll(_reads).WaitAsync(Patience);
        return (await Task.WhenAll(_writes).WaitAsync(Patience)).Count(acknowledged => acknowledged);
    }

    private async Task<bool> WriteAsync(TrackedUser user) =>
        await truth.Changes.SendAsync(user, user.Usual, process) is { Status: HttpStatusCode.OK };

    private async Task ReadAsync(TrackedUser user)
    {
        var at = truth.History.Now;
        try
        {
            var answer = await truth.Fleet.All[process].GetAsync("/users/current", user.Token);
            if (Seen.Of(answer, user) is { } seen)
                truth.History.Read(user.Id, process, "waiting read", at, seen.Number, seen.Version);
        }
        catch (Exception reason) when (reason is HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            // The process ended without an answer.
        }
    }
}
