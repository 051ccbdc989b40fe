namespace OrleansUsers.Grains;

/// <summary>The time that a grain is in memory while nothing is stored of it.</summary>
/// <param name="isEmpty">Whether the grain could go without anybody noticing. Any thread may ask.</param>
internal sealed class EmptyActivation(IGrainBase grain, EmptyActivations all, Func<bool> isEmpty)
{
    private const int Unlisted = 0;
    private const int Listed = 1;
    private const int Used = 2;

    private int _state;

    /// <summary>To be called with each question that found nothing. Any thread may call it.</summary>
    public void Note()
    {
        if (Volatile.Read(ref _state) == Used || !isEmpty())
            return;
        if (Interlocked.CompareExchange(ref _state, Listed, Unlisted) == Unlisted)
            all.Add(this);
        else
            Interlocked.CompareExchange(ref _state, Used, Listed);
    }

    /// <summary>
    /// Has the grain leave, unless it was asked again meanwhile: then the next time, so that one that is asked for all the time stays.
    /// </summary>
    public void End() => grain.GrainContext.Scheduler.QueueAction(EndNow);

    private void EndNow()
    {
        var wasUsed = Interlocked.Exchange(ref _state, Unlisted) == Used;
        if (!isEmpty())
            return;
        if (wasUsed)
            Note();
        else
            grain.DeactivateOnIdle();
    }
}
