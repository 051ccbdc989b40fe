using System.Collections.Concurrent;

namespace OrleansUsers.Grains;

/// <summary>The users whose grains are in this process, to be read and told of changes without a message: as a call of the grain would, at a fraction of its price.</summary>
/// <remarks>
/// A read answers what is durable and may overtake a write, so that it need not wait for the grain's turn. Nor need a change: joins come out alike in any order.
/// A grain enters when it is called and has a user, stays in memory while it is used, and leaves by itself.
/// </remarks>
public sealed class ResidentUsers
{
    private static readonly Task<UpsertOutcome?> NotHere = Task.FromResult<UpsertOutcome?>(null);

    private readonly ConcurrentDictionary<string, ResidentUser> _users = new(StringComparer.Ordinal);

    /// <summary>The user as last durably stored; null when the grain has to be asked: it is elsewhere, nobody has called it yet, or nothing is stored.</summary>
    public User? Find(string externalId) => Resident(externalId)?.User;

    /// <summary>The same with what readers make of it, which is kept until the user changes.</summary>
    public RenderedUser? Find(string externalId, Func<User, byte[]> render) => Resident(externalId)?.Render(render);

    /// <summary>What <see cref="IUserGrain.Upsert"/> answers, and throws; null when the grain has to be called, for the same reasons. Unlike a call it has no deadline.</summary>
    public Task<UpsertOutcome?> Upsert(string externalId, UserSnapshot snapshot) => Resident(externalId)?.Upsert(snapshot) ?? NotHere;

    internal ResidentUser Enter(DurableUser user, UserGrain grain) => _users[user.ExternalId] = new ResidentUser(user, grain);

    internal void Leave(string externalId, ResidentUser user) => _users.TryRemove(new(externalId, user));

    private ResidentUser? Resident(string externalId)
    {
        if (!_users.TryGetValue(externalId, out var user))
            return null;
        user.NoteUse();
        return user;
    }
}

/// <summary>A user, and what readers make of it.</summary>
public sealed record RenderedUser(User User, byte[] Bytes);

/// <summary>One user whose grain is here.</summary>
internal sealed class ResidentUser(DurableUser durable, UserGrain grain)
{
    private const long NoteEveryMilliseconds = 60_000;

    private long _notedAt = Environment.TickCount64;
    private RenderedUser? _rendered;

    public User? User => durable.User;

    /// <summary>Keeps the grain in memory. Orleans knows of calls alone, and takes what nobody calls out of it after minutes.</summary>
    public void NoteUse()
    {
        var (now, notedAt) = (Environment.TickCount64, Volatile.Read(ref _notedAt));
        if (now - notedAt >= NoteEveryMilliseconds && Interlocked.CompareExchange(ref _notedAt, now, notedAt) == notedAt)
            grain.Stay(TimeSpan.FromMilliseconds(2 * NoteEveryMilliseconds));
    }

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
