using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace OrleansUsers.Grains;

/// <summary>Stores which erasures are under way, and runs each of them once at a time.</summary>
[GrainType("message-erasures"), Reentrant]
internal sealed partial class MessageErasuresGrain(
    [PersistentState("message-erasures")] IPersistentState<MessageErasuresState> stored,
    TimeProvider clock,
    ILogger<MessageErasuresGrain> logger)
    : Grain, IMessageErasuresGrain
{
    private readonly Dictionary<MessageErasure, Task> _runs = [];
    private Task _write = Task.CompletedTask;

    public async Task Erase(MessageErasure erasure)
    {
        if (!stored.State.Items.Contains(erasure))
            await Write(state => state.Items.Contains(erasure) ? state : state.With(erasure));
        await Run(erasure);
    }

    public Task Resume()
    {
        foreach (var erasure in stored.State.Items)
            Run(erasure).Ignore();
        return Task.CompletedTask;
    }

    private Task Run(MessageErasure erasure)
    {
        if (!_runs.TryGetValue(erasure, out var run))
            _runs[erasure] = run = RunOnce(erasure);
        return run;
    }

    private async Task RunOnce(MessageErasure erasure)
    {
        // The run has to be in the table before it can end.
        await Task.Yield();
        try
        {
            await new MessageEraser(GrainFactory, clock).Erase(erasure);
            await Write(state => state.Without(erasure));
        }
        catch (Exception fault)
        {
            LogInterrupted(logger, fault, erasure.UserId);
            throw;
        }
        finally
        {
            _runs.Remove(erasure);
        }
    }

    // The grain is reentrant, and a row takes one write at a time.
    private Task Write(Func<MessageErasuresState, MessageErasuresState> change) => _write = WriteAfter(_write, change);

    private async Task WriteAfter(Task earlier, Func<MessageErasuresState, MessageErasuresState> change)
    {
        await Task.WhenAny(earlier);
        await stored.Replace(change(stored.State), DeactivateOnIdle);
    }

    [LoggerMessage(
        LogLevel.Warning,
        "The erasure of user {UserId} was interrupted: not all of the user's messages are blanked. It is resumed within a minute.")]
    private static partial void LogInterrupted(ILogger logger, Exception fault, string userId);
}
