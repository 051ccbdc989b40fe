namespace OrleansUsers.Grains;

/// <summary>
/// The grains of a silo that were asked for something and have nothing stored. Only so many stay: the one that is here longest leaves for
/// the next.
/// </summary>
/// <remarks>
/// Anybody may ask for ids that do not exist, and each makes a grain. If it left at once, a second question would find it leaving, and be
/// sent around; and an id that is asked for all the time would read the database each time.
/// </remarks>
internal sealed class EmptyActivations
{
    public const int MaxStaying = 2_000;

    private readonly Lock _lock = new();
    private readonly Queue<EmptyActivation> _staying = new();

    public void Add(EmptyActivation newcomer)
    {
        EmptyActivation? oldest = null;
        lock (_lock)
        {
            _staying.Enqueue(newcomer);
            if (_staying.Count > MaxStaying)
                oldest = _staying.Dequeue();
        }
        oldest?.End();
    }
}
