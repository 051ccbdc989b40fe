using System.Threading.Channels;

namespace OrleansUsers.Grains.Tests;

/// <summary>A process that shows users live: it hears whatever it is told.</summary>
internal sealed class RecordingObserver : IUserObserver
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Channel<UserUpdate> _heard = Channel.CreateUnbounded<UserUpdate>();
    private readonly Channel<string> _askedAgain = Channel.CreateUnbounded<string>();
    private readonly IUserObserver _reference;
    private readonly SiloAddress _silo;

    /// <param name="at">Which of the silos it says it lives at.</param>
    public RecordingObserver(UsersCluster cluster, int at = 0) =>
        (_reference, _silo) = (cluster.Grains.CreateObjectReference<IUserObserver>(this), cluster.Silos[at]);

    /// <summary>Is called with everything before it is heard.</summary>
    public Func<UserUpdate, Task> OnChanged { get; init; } = _ => Task.CompletedTask;

    public UserWatch Watch(long? known = null) => new(_reference, _silo, known);

    public async Task<UserUpdate> Heard() => await _heard.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    public async Task<string> AskedAgain() => await _askedAgain.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>What was told and not asked for yet.</summary>
    public bool HasNews => _heard.Reader.TryPeek(out _);

    async Task IUserObserver.Changed(UserUpdate update)
    {
        await OnChanged(update);
        await _heard.Writer.WriteAsync(update);
    }

    Task IUserObserver.Resubscribe(string externalId) => _askedAgain.Writer.WriteAsync(externalId).AsTask();
}
