namespace OrleansUsers.Api;

/// <summary>Lets so many in at once.</summary>
internal sealed class Places(int count)
{
    private int _taken;

    /// <summary>A place, which is given back by disposing of it; null when all are taken.</summary>
    public IDisposable? Take()
    {
        if (Interlocked.Increment(ref _taken) <= count)
            return new Place(this);
        Interlocked.Decrement(ref _taken);
        return null;
    }

    private sealed class Place(Places places) : IDisposable
    {
        private int _isGivenBack;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isGivenBack, 1) == 0)
                Interlocked.Decrement(ref places._taken);
        }
    }
}
