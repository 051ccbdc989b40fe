using System.Collections.Concurrent;

namespace OrleansUsers.Grains;

/// <summary>The users whose grains are in this process, stored or not.</summary>
/// <remarks>
/// A user is entered before its row is read and left when its grain is deactivated. So whoever stores a user without its grain, and finds
/// nobody here afterwards, knows that no grain of this process has read the row before it was stored.
/// </remarks>
internal sealed class LocalUsers
{
    private readonly ConcurrentDictionary<string, UserEntity> _users = new(StringComparer.Ordinal);

    public bool Contain(string externalId) => _users.ContainsKey(externalId);

    /// <summary>The user, once its row is read; null when its grain is not here.</summary>
    public UserEntity? Find(string externalId) => _users.TryGetValue(externalId, out var user) && user.IsLoaded ? user : null;

    public void Add(UserEntity user) => _users[user.ExternalId] = user;

    /// <summary>Leaves alone another activation of the same user.</summary>
    public void Remove(UserEntity user) => _users.TryRemove(new(user.ExternalId, user));
}
