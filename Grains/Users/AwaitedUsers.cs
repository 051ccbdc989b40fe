using System.Collections.Concurrent;

namespace OrleansUsers.Grains;

/// <summary>The users whose grains are in this process and found nothing stored, or are still looking: they have to be told when their user is stored by somebody else.</summary>
public sealed class AwaitedUsers
{
    private readonly ConcurrentDictionary<string, DurableUser> _users = new(StringComparer.Ordinal);

    internal bool Contain(string externalId) => _users.ContainsKey(externalId);

    /// <summary>To be called before looking: what is stored after the look was stored by somebody who finds the user here.</summary>
    internal void Add(DurableUser user) => _users[user.ExternalId] = user;

    internal void Remove(DurableUser user) => _users.TryRemove(new(user.ExternalId, user));
}
