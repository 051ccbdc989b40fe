using System.Collections.Concurrent;

namespace OrleansUsers.Grains;

/// <summary>The users whose activations are in this process, stored or not.</summary>
/// <remarks>A user is added before its row is read, so that no change of the journal is missed.</remarks>
internal sealed class LocalUsers
{
    private const int RefreshBatch = 512;

    private readonly ConcurrentDictionary<string, UserEntity> _users = new(StringComparer.Ordinal);

    public IEnumerable<UserEntity> All => _users.Select(user => user.Value);

    public bool Contains(string externalId) => _users.ContainsKey(externalId);

    /// <summary>The user's entity; null when the user has no activation here, or its row is not read yet.</summary>
    public UserEntity? Find(string externalId) => _users.TryGetValue(externalId, out var user) && user.IsLoaded ? user : null;

    /// <summary>
    /// The entity of a user who is stored; null when it is not here, or was not stored when it was last read. In that case another process
    /// may have stored it since, and only its grain can say.
    /// </summary>
    public UserEntity? FindStored(string externalId) => Find(externalId) is { IsStored: true } user ? user : null;

    /// <summary>
    /// The journal has these changes. Users that are here read their rows again if those are newer, also users whose rows are being read.
    /// Completes when they have done so, and never throws.
    /// </summary>
    public Task Refresh(IReadOnlyList<UserChange> changes)
    {
        // Nearly always nothing is newer.
        List<Task>? refreshes = null;
        foreach (var change in changes)
        {
            if (_users.TryGetValue(change.ExternalId, out var user) && user.Refresh(change) is { IsCompleted: false } refresh)
                (refreshes ??= []).Add(refresh);
        }
        return refreshes is null ? Task.CompletedTask : Task.WhenAll(refreshes);
    }

    /// <summary>Every user that is here reads its row again, a batch of them at a time.</summary>
    public async Task RefreshAll()
    {
        foreach (var users in _users.Keys.Chunk(RefreshBatch))
            await Refresh([.. users.Select(user => new UserChange(user, Revision: 0, Version: 0, Kind: null, BySql: true))]);
    }

    public void Add(UserEntity user) => _users[user.ExternalId] = user;

    /// <summary>Removes this entity. The entity of another activation of the same user stays.</summary>
    public void Remove(UserEntity user) => _users.TryRemove(new(user.ExternalId, user));
}
