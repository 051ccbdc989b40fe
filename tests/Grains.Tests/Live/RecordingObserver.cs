using System.Threading.Channels;

namespace OrleansUsers.Grains.Tests;

/// <summary>The observer of a process that shows users live. It records the updates and the calls to resubscribe.</summary>
internal sealed class RecordingObserver : IUserObserver
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Channel<UserUpdate> _updates = Channel.CreateUnbounded<UserUpdate>();
    private readonly Channel<string> _resubscribes = Channel.CreateUnbounded<string>();
    private readonly IUserObserver _reference;
    private readonly SiloAddress _silo;

    /// <param name="at">The number of the observer's silo.</param>
    public RecordingObserver(UsersCluster cluster, int at = 0) =>
        (_reference, _silo) = (cluster.Grains.CreateObjectReference<IUserObserver>(this), cluster.Silos[at]);

    /// <summary>Is called with each update before the update is recorded.</summary>
    public Func<UserUpdate, Task> OnChanged { get; init; } = _ => Task.CompletedTask;

    public UserWatch Watch(long? known = null) => new(_reference, _silo, known);

    public async Task<UserUpdate> NextUpdate() => await _updates.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    public async Task<string> NextResubscribe() => await _resubscribes.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>Whether an update is recorded that <see cref="NextUpdate"/> has not returned yet.</summary>
    public bool HasUpdate => _updates.Reader.TryPeek(out _);

    async Task IUserObserver.Changed(UserUpdate update)
    {
        await OnChanged(update);
        await _updates.Writer.WriteAsync(update);
    }

    Task IUserObserver.Resubscribe(string externalId) => _resubscribes.Writer.WriteAsync(externalId).AsTask();
}
