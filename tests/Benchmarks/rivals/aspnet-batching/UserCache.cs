using Microsoft.Extensions.Caching.Memory;

namespace ClerkPeer;

/// <summary>
/// Users as they were read, for a minute or until this process changes them. What another process changes it does not notice.
/// </summary>
public sealed class UserCache
{
    private static readonly TimeSpan Time = TimeSpan.FromMinutes(1);

    private readonly MemoryCache _users = new(new MemoryCacheOptions { SizeLimit = 100_000 });

    public byte[]? Find(string id) => _users.Get<byte[]>(id);

    public void Add(string id, byte[] user) =>
        _users.Set(id, user, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Time });

    public void Remove(string id) => _users.Remove(id);
}
