namespace OrleansUsers.Api;

/// <summary>Follows a run until it ends, also while the API is restarted: the run goes on in the cluster.</summary>
internal sealed class SyncFollower(Func<CancellationToken, Task<SyncReply>> look, SyncDisplay display, TimeProvider clock)
{
    /// <summary>How long the API may be away.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Returns the state in which the run ended; or, without a state, why that is not known.</summary>
    public async Task<SyncReply> Follow(CancellationToken cancelled)
    {
        var knownAt = clock.GetTimestamp();
        using var ticks = new PeriodicTimer(Interval, clock);
        while (true)
        {
            var reply = await Look(cancelled);
            if (reply.State is { } state)
            {
                knownAt = clock.GetTimestamp();
                display.Show(state);
                if (state.HasEnded)
                    return reply;
            }
            else if (!reply.IsTemporary || clock.GetElapsedTime(knownAt) >= Patience)
                return reply;
            else
                display.Wait(reply.Refusal);
            await ticks.WaitForNextTickAsync(cancelled);
        }
    }

    private async Task<SyncReply> Look(CancellationToken cancelled)
    {
        var reply = await look(cancelled);
        return reply.State is { State: SyncAnswer.Idle } ? SyncReply.Temporary("The API does not know of the run.") : reply;
    }
}
