namespace OrleansUsers.Cluster.Tests;

/// <summary>The processes that callers use, by number.</summary>
internal sealed class Targets(int processes)
{
    private readonly Lock _lock = new();
    private volatile int[] _inUse = [.. Enumerable.Range(0, processes)];

    public IReadOnlyList<int> InUse => _inUse;

    /// <summary>Sends no more to this process.</summary>
    public void Leave(int process)
    {
        lock (_lock)
            _inUse = [.. _inUse.Where(each => each != process)];
    }

    /// <summary>Sends to this process, again or for the first time.</summary>
    public void Use(int process)
    {
        lock (_lock)
            _inUse = [.. _inUse.Where(each => each != process), process];
    }

    public int Choose(Random random)
    {
        var inUse = _inUse;
        return inUse[random.Next(inUse.Length)];
    }
}
