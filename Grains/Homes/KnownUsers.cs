using Microsoft.Extensions.Caching.Memory;

namespace OrleansUsers.Grains;

/// <summary>
/// Users of other processes as they were when they were last read, so that their homes need not send them again. They are never shown
/// without asking: the home says whether the row is still the same.
/// </summary>
internal sealed class KnownUsers : IDisposable
{
    private const long MaxBytes = 100_000_000;

    // A user has about 1,500 bytes here, and as many again when it was rendered, besides its metadata in both.
    private const int UserBytes = 3_000;
    private const int BytesOfCharacter = 3;

    // When the cache is full, it adds no entry and removes those that were not used for longest.
    private readonly MemoryCache _users = new(new MemoryCacheOptions { SizeLimit = MaxBytes });

    public KnownUser? Find(string externalId) => _users.Get<KnownUser>(externalId);

    public void Replace(string externalId, KnownUser known)
    {
        if (known.User is { } user)
            _users.Set(externalId, known, new MemoryCacheEntryOptions { Size = Bytes(user) });
        else
            _users.Remove(externalId);
    }

    public void Dispose() => _users.Dispose();

    private static long Bytes(User user) => UserBytes + (BytesOfCharacter * (user.PublicMetadata?.Text.Length ?? 0));
}

/// <summary>A user of another process.</summary>
/// <param name="stamp">The <see cref="StoredUser.Stamp"/> of its row there.</param>
/// <param name="user">Null when it is not stored, or deleted.</param>
internal sealed class KnownUser(long stamp, User? user)
{
    private RenderedUser? _rendered;

    public long Stamp => stamp;

    public User? User => user;

    /// <summary>The user with its rendered form; null without a user.</summary>
    public RenderedUser? Render(Func<User, byte[]> render) => user is null ? null : _rendered ??= new RenderedUser(user, render(user));
}
