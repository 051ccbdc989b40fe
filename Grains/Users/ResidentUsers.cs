using System.Collections.Concurrent;

namespace OrleansUsers.Grains;

/// <summary>The users whose grains are in this process, to be read and told of changes without a message: as a call of the grain would, at a fraction of its price.</summary>
/// <remarks>
/// A read answers what is durable and may overtake a write, so that it need not wait for the grain's turn. Nor need a change: joins come out alike in any order.
/// A grain enters when it is called and has a user, and leaves by itself.
/// </remarks>
public sealed class ResidentUsers
{
    private static readonly Task<UpsertOutcome?> NotHere = Task.FromResult<UpsertOutcome?>(null);

    private readonly ConcurrentDictionary<string, ResidentUser> _users = new(StringComparer.Ordinal);

    /// <summary>The user as last durably stored; null when the grain has to be asked: it is elsewhere, nothing is stored, or nobody has called it for a minute.</summary>
    public User? Find(string externalId) => Resident(externalId)?.User;

    /// <summary>The same with what readers make of it, which is kept until the user changes.</summary>
    public RenderedUser? Find(string externalId, Func<User, byte[]> render) => Resident(externalId)?.Render(render);

    /// <summary>What <see cref="IUserGrain.Upsert"/> answers, and throws; null when the grain has to be called, for the same reasons. Unlike a call it has no deadline.</summary>
    public Task<UpsertOutcome?> Upsert(string externalId, UserSnapshot snapshot) => Resident(externalId)?.Upsert(snapshot) ?? NotHere;

    internal ResidentUser Enter(DurableUser user) => _users[user.ExternalId] = new ResidentUser(user);

    internal void Leave(string externalId, ResidentUser user) => _users.TryRemove(new(externalId, user));

    private ResidentUser? Resident(string externalId) => _users.TryGetValue(externalId, out var user) && user.IsCalled ? user : null;
}

/// <summary>A user, and what readers make of it.</summary>
public sealed record RenderedUser(User User, byte[] Bytes);

/// <summary>One user whose grain is here.</summary>
internal sealed class ResidentUser(DurableUser durable)
{
    // Grains that nobody calls are taken out of memory after minutes: one that is in use must be called now and then.
    private const long CallEveryMilliseconds = 60_000;

    private long _calledAt = Environment.TickCount64;
    private RenderedUser? _rendered;

    /// <summary>Whether the last call is not long ago.</summary>
    public bool IsCalled => Environment.TickCount64 - Volatile.Read(ref _calledAt) < CallEveryMilliseconds;

    public User? User => durable.User;

    public void Called() => Volatile.Write(ref _calledAt, Environment.TickCount64);

    public RenderedUser? Render(Func<User, byte[]> render) =>
        User is not { } user ? null
        : _rendered is { } rendered && ReferenceEquals(rendered.User, user) ? rendered
        : _rendered = new RenderedUser(user, render(user));

    public async Task<UpsertOutcome?> Upsert(UserSnapshot snapshot)
    {
        if (!durable.Enter())
            return null;
        try
        {
            return await durable.Hear(snapshot).ConfigureAwait(false);
        }
        finally
        {
            durable.Leave();
        }
    }
}
