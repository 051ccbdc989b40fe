namespace OrleansUsers.Grains;

/// <summary>
/// After processes have joined or left, moves the users whose home is another process now, with what is in memory.
/// </summary>
/// <remarks>It does so at a bounded rate, because each user's row is read again.</remarks>
internal sealed class UserMoves(LocalUsers local, UserHomes homes, TimeProvider clock)
    : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private const int MaxAtOnce = 100;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    // A process hears of a change after ten seconds at the latest. Until then it may activate users here.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stopping = new();
    private Task _moving = Task.CompletedTask;

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(UserMoves),
        ServiceLifecycleStage.Active,
        _ =>
        {
            _moving = Task.Run(MoveUntilStopped, CancellationToken.None);
            return Task.CompletedTask;
        },
        async _ =>
        {
            await _stopping.CancelAsync();
            await _moving;
        });

    public void Dispose() => _stopping.Dispose();

    private async Task MoveUntilStopped()
    {
        var (version, since, isDone) = (homes.Version, clock.GetTimestamp(), true);
        try
        {
            while (true)
            {
                await Task.Delay(Every, clock, _stopping.Token);
                if (homes.Version != version)
                    (version, since, isDone) = (homes.Version, clock.GetTimestamp(), false);
                if (!isDone)
                    isDone = await MoveAll() == 0 && clock.GetElapsedTime(since) > Settling;
            }
        }
        catch (OperationCanceledException)
        {
            // The silo stops, which deactivates all users.
        }
    }

    /// <summary>Moves the users whose home can activate them. Answers how many belong elsewhere.</summary>
    private async Task<int> MoveAll()
    {
        var homesOfOthers = local.All.Where(user => user.IsLoaded).ToLookup(user => homes.Elsewhere(user.ExternalId));
        foreach (var users in homesOfOthers.Where(users => users.Key is not null))
        {
            foreach (var some in users.Chunk(MaxAtOnce))
            {
                // A home that has lost the database could not change them, and a process of an older build does not take their state.
                if (!await users.Key!.CanLoad(some[0].ExternalId))
                    break;
                foreach (var user in some)
                    user.Leave();
                await Task.Delay(Pause, clock, _stopping.Token);
            }
        }
        return homesOfOthers.Sum(users => users.Key is null ? 0 : users.Count());
    }
}
