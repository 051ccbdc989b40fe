using System.Diagnostics.Metrics;

namespace OrleansUsers.Api;

/// <summary>Lets so many in at once.</summary>
/// <param name="counter">Told of each place that is taken or given back.</param>
internal sealed class Places(int count, UpDownCounter<int>? counter = null)
{
    private int _taken;

    /// <summary>A place, which is given back by disposing of it; null when all are taken.</summary>
    public IDisposable? Take()
    {
        if (Interlocked.Increment(ref _taken) > count)
        {
            Interlocked.Decrement(ref _taken);
            return null;
        }
        counter?.Add(1);
        return new Place(this);
    }

    private void GiveBack()
    {
        Interlocked.Decrement(ref _taken);
        counter?.Add(-1);
    }

    private sealed class Place(Places places) : IDisposable
    {
        private int _isGivenBack;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isGivenBack, 1) == 0)
                places.GiveBack();
        }
    }
}
