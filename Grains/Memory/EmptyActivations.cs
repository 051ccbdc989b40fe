namespace OrleansUsers.Grains;

/// <summary>
/// Bounds the memory of activations for which nothing is stored: at most <see cref="MaxCount"/> stay in a silo. Each further one
/// deactivates the oldest.
/// </summary>
/// <remarks>
/// Callers may ask for any number of ids that do not exist, and each id makes an activation. It is not deactivated at once: a second call
/// would meet the grain during its deactivation and be forwarded.
/// </remarks>
internal sealed class EmptyActivations
{
    public const int MaxCount = 2_000;

    private readonly Lock _lock = new();
    private readonly Queue<EmptyActivation> _activations = new();

    public void Add(EmptyActivation activation)
    {
        EmptyActivation? oldest = null;
        lock (_lock)
        {
            _activations.Enqueue(activation);
            if (_activations.Count > MaxCount)
                oldest = _activations.Dequeue();
        }
        oldest?.DeactivateUnlessUsed();
    }
}
