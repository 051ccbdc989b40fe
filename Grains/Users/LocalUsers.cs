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

    /// <summary>
    /// The journal has this change. A user that is here reads its row again if that is newer, also one whose row is being read.
    /// </summary>
    public void Refresh(UserChange change)
    {
        if (_users.TryGetValue(change.ExternalId, out var user))
            user.Refresh(change);
    }

    /// <summary>Every user that is here reads its row again.</summary>
    public void RefreshAll()
    {
        foreach (var (externalId, user) in _users)
            user.Refresh(new UserChange(externalId, 0, 0, Kind: null, BySql: true));
    }

    public void Add(UserEntity user) => _users[user.ExternalId] = user;

    /// <summary>Removes this entity. The entity of another activation of the same user stays.</summary>
    public void Remove(UserEntity user) => _users.TryRemove(new(user.ExternalId, user));
}
