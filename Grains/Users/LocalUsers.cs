using System.Collections.Concurrent;

namespace OrleansUsers.Grains;

/// <summary>The users whose activations are in this process, stored or not.</summary>
/// <remarks>
/// A user is added before its row is read, and removed when its grain is deactivated. <see cref="UserInserts"/> relies on it: if a user is
/// missing here after its row was inserted, no grain of this process has read the row as it was before.
/// </remarks>
internal sealed class LocalUsers
{
    private readonly ConcurrentDictionary<string, UserEntity> _users = new(StringComparer.Ordinal);

    public bool Contains(string externalId) => _users.ContainsKey(externalId);

    /// <summary>The user's entity; null when the user has no activation here, or its row is not read yet.</summary>
    public UserEntity? Find(string externalId) => _users.TryGetValue(externalId, out var user) && user.IsLoaded ? user : null;

    public void Add(UserEntity user) => _users[user.ExternalId] = user;

    /// <summary>Removes this entity. The entity of another activation of the same user stays.</summary>
    public void Remove(UserEntity user) => _users.TryRemove(new(user.ExternalId, user));
}
