namespace OrleansUsers.Grains;

/// <summary>An activation for which nothing is stored, as <see cref="EmptyActivations"/> counts it.</summary>
/// <param name="isEmpty">Whether the grain may be deactivated: nothing is stored and nothing is under way. Any thread may call it.</param>
internal sealed class EmptyActivation(IGrainBase grain, EmptyActivations all, Func<bool> isEmpty)
{
    private const int Unlisted = 0;
    private const int Listed = 1;
    private const int Used = 2;

    private int _state;

    /// <summary>Records a read that found nothing. Any thread may call it.</summary>
    public void RecordMiss()
    {
        if (Volatile.Read(ref _state) == Used || !isEmpty())
            return;
        if (Interlocked.CompareExchange(ref _state, Listed, Unlisted) == Unlisted)
            all.Add(this);
        else
            Interlocked.CompareExchange(ref _state, Used, Listed);
    }

    /// <summary>
    /// Deactivates the grain, unless it was read again since it was listed. Then it is listed anew, so that a grain that is read all the
    /// time stays.
    /// </summary>
    public void DeactivateUnlessUsed() => grain.GrainContext.Scheduler.QueueAction(DeactivateInTurn);

    private void DeactivateInTurn()
    {
        var wasUsed = Interlocked.Exchange(ref _state, Unlisted) == Used;
        if (!isEmpty())
            return;
        if (wasUsed)
            RecordMiss();
        else
            grain.DeactivateOnIdle();
    }
}
