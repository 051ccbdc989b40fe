namespace OrleansUsers.Harness;

/// <summary>The users of the fake Clerk, by id and in the orders in which they are listed.</summary>
internal sealed class FakeUserTable
{
    private static readonly Comparer<FakeUser> CreatedOrder = Comparer<FakeUser>.Create((one, other) =>
        one.CreatedAt != other.CreatedAt ? one.CreatedAt.CompareTo(other.CreatedAt) : string.CompareOrdinal(one.Id, other.Id));

    private static readonly Comparer<FakeUser> UpdatedOrder = Comparer<FakeUser>.Create((one, other) =>
        one.UpdatedAt != other.UpdatedAt ? one.UpdatedAt.CompareTo(other.UpdatedAt) : string.CompareOrdinal(one.Id, other.Id));

    private readonly Lock _lock = new();
    private readonly Dictionary<string, FakeUser> _present = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FakeUser> _deleted = new(StringComparer.Ordinal);
    private readonly SortedBlocks<FakeUser> _created = new(CreatedOrder);
    private readonly SortedBlocks<FakeUser> _updated = new(UpdatedOrder);

    /// <summary>All of them, the oldest first.</summary>
    public FakeUser[] All()
    {
        lock (_lock)
            return _created.Slice(0, _created.Count);
    }

    public FakeUser? Find(string id)
    {
        lock (_lock)
            return _present.GetValueOrDefault(id);
    }

    public FakeUser? FindDeleted(string id)
    {
        lock (_lock)
            return _deleted.GetValueOrDefault(id);
    }

    public void Add(params FakeUser[] users)
    {
        lock (_lock)
        {
            foreach (var user in users)
            {
                _present.Add(user.Id, user);
                _created.Add(user);
                _updated.Add(user);
                _deleted.Remove(user.Id);
            }
        }
    }

    /// <summary>Replaces a user by another record with the same id, unless it has been replaced or deleted meanwhile.</summary>
    public bool TryReplace(FakeUser old, FakeUser changed)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(_present.GetValueOrDefault(old.Id), old))
                return false;
            _created.Remove(old);
            _updated.Remove(old);
            _present[old.Id] = changed;
            _created.Add(changed);
            _updated.Add(changed);
            return true;
        }
    }

    public bool Delete(string id)
    {
        lock (_lock)
        {
            if (!_present.Remove(id, out var user))
                return false;
            _created.Remove(user);
            _updated.Remove(user);
            _deleted[id] = user;
            return true;
        }
    }

    /// <summary>How many users the filters of this query let through.</summary>
    public int Count(UserQuery query)
    {
        lock (_lock)
        {
            if (query.Ids.Count > 0)
                return Chosen(query).Count();
            var (start, end) = CreatedWithin(query);
            return end - start;
        }
    }

    /// <summary>One page. <paramref name="cursor"/> is the last user of the page before; it need not be there any more.</summary>
    public FakeUser[] Page(UserQuery query, FakeUser? cursor)
    {
        lock (_lock)
        {
            if (query.Ids.Count > 0)
                return PageOf(Chosen(query), query, cursor);
            if (query.ByUpdated && query.FiltersByCreated)
                return PageOf(_updated.Slice(0, _updated.Count).Where(query.Includes), query, cursor);

            var (start, end) = query.ByUpdated ? (0, _updated.Count) : CreatedWithin(query);
            if (cursor is not null && query.Descending)
                end = Math.Min(end, _created.CountBefore(cursor));
            else if (cursor is not null)
                start = Math.Max(start, _created.CountBefore(cursor) + (_present.ContainsKey(cursor.Id) ? 1 : 0));

            var length = (int)Math.Clamp((long)end - start - query.Offset, 0, query.Limit);
            if (length == 0)
                return [];
            var first = query.Descending ? end - query.Offset - length : start + query.Offset;
            var page = (query.ByUpdated ? _updated : _created).Slice(first, length);
            if (query.Descending)
                Array.Reverse(page);
            return page;
        }
    }

    private IEnumerable<FakeUser> Chosen(UserQuery query) =>
        query.Ids.Distinct().Select(_present.GetValueOrDefault).OfType<FakeUser>().Where(query.Includes);

    private (int Start, int End) CreatedWithin(UserQuery query)
    {
        var start = _created.CountBefore(new FakeUser("") { CreatedAt = query.CreatedFrom });
        return (start, Math.Max(start, _created.CountBefore(new FakeUser("") { CreatedAt = query.CreatedTo })));
    }

    private static FakeUser[] PageOf(IEnumerable<FakeUser> users, UserQuery query, FakeUser? cursor)
    {
        var order = query.ByUpdated ? UpdatedOrder : CreatedOrder;
        var sorted = query.Descending ? users.OrderDescending(order) : users.Order(order);
        return [.. sorted
            .Where(user => cursor is null || (order.Compare(user, cursor) > 0) != query.Descending && user.Id != cursor.Id)
            .Skip(query.Offset)
            .Take(query.Limit)];
    }
}
