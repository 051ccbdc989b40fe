using System.Collections.Concurrent;

namespace OrleansUsers.Grains;

/// <summary>The users whose grains are in this process, to be read without a call: what a grain would answer, at the price of a look-up.</summary>
/// <remarks>A read answers what is durable and may overtake a write, so that it need not wait for the grain's turn. A grain enters when it is first read, and leaves by itself.</remarks>
public sealed class ResidentUsers
{
    private readonly ConcurrentDictionary<string, ResidentUser> _users = new(StringComparer.Ordinal);

    /// <summary>The user as last durably stored; null when the grain has to be asked: it is elsewhere, nothing is stored, or nobody has called it for a minute.</summary>
    public User? Find(string externalId) => _users.TryGetValue(externalId, out var user) ? user.Read() : null;

    internal ResidentUser Enter(string externalId, DurableUser durable) => _users[externalId] = new ResidentUser(durable);

    internal void Leave(string externalId, ResidentUser user) => _users.TryRemove(new(externalId, user));
}

/// <summary>One user whose grain is here.</summary>
internal sealed class ResidentUser(DurableUser durable)
{
    // Grains that nobody calls are taken out of memory after minutes: one that is read must be called now and then.
    private const long CallEveryMilliseconds = 60_000;

    private long _calledAt = Environment.TickCount64;

    public void Called() => Volatile.Write(ref _calledAt, Environment.TickCount64);

    public User? Read() => Environment.TickCount64 - Volatile.Read(ref _calledAt) < CallEveryMilliseconds ? durable.User : null;
}
