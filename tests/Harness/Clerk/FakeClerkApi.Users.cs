namespace OrleansUsers.Harness;

/// <content>Its users and the requests that have arrived.</content>
public sealed partial class FakeClerkApi
{
    /// <summary>All users as they are now, the oldest first.</summary>
    public IReadOnlyList<FakeUser> Users => _users.All();

    /// <summary>The webhooks of this instance.</summary>
    public FakeUserEvents Events => new(InstanceId);

    /// <summary>All requests, in the order in which they arrived.</summary>
    public IReadOnlyList<FakeRequest> Requests => _log.All();

    /// <summary>The user of this id, or null.</summary>
    public FakeUser? Find(string id) => _users.Find(id);

    /// <summary>Adds a user whose id is new, or whose id was deleted.</summary>
    public FakeUser Add(FakeUser user)
    {
        _users.Add(user);
        return user;
    }

    /// <summary>Adds users; a million takes some seconds.</summary>
    public void AddMany(IEnumerable<FakeUser> users) => _users.Add([.. users]);

    /// <summary>Changes a user and returns it; <c>updated_at</c> does not change by itself.</summary>
    /// <param name="change">It may run more than once.</param>
    public FakeUser Change(string id, Func<FakeUser, FakeUser> change)
    {
        while (true)
        {
            var old = _users.Find(id) ?? throw new KeyNotFoundException($"There is no user {id}.");
            var changed = change(old) with { Id = id };
            if (_users.TryReplace(old, changed))
                return changed;
        }
    }

    /// <summary>Deletes a user; false means that there is none.</summary>
    public bool Delete(string id) => _users.Delete(id);

    /// <summary>The largest number of requests that arrived in any ten seconds.</summary>
    public int MaxIn10Seconds() => _log.MaxIn10Seconds();

    /// <summary>How many requests arrived whose path and query begin so.</summary>
    public int CountOf(string prefix) => CountOf(request => request.Target.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>How many such requests arrived.</summary>
    public int CountOf(Func<FakeRequest, bool> isCounted) => _log.All().Count(isCounted);

    /// <summary>Forgets the requests; the next one has the number 1.</summary>
    public void ResetLog() => _log.Reset();
}
