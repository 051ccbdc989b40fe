namespace OrleansUsers.Grains;

/// <summary>The time that a grain is in memory while nothing is stored of it.</summary>
/// <param name="isEmpty">Whether the grain could go without anybody noticing.</param>
internal sealed class EmptyStay(IGrainBase grain, EmptyGrains all, Func<bool> isEmpty)
{
    private bool _isListed;
    private bool _isUsed;

    /// <summary>To be called with each question that found nothing, in the grain's turn.</summary>
    public void Note()
    {
        if (_isListed)
            _isUsed = true;
        else if (isEmpty())
            List();
    }

    /// <summary>Has the grain leave, unless it was asked again meanwhile: then the next time, so that one that is asked for all the time stays.</summary>
    public void End() => grain.GrainContext.Scheduler.QueueAction(EndNow);

    private void EndNow()
    {
        var wasUsed = _isUsed;
        (_isListed, _isUsed) = (false, false);
        if (!isEmpty())
            return;
        if (wasUsed)
            List();
        else
            grain.DeactivateOnIdle();
    }

    private void List()
    {
        _isListed = true;
        all.Add(this);
    }
}
