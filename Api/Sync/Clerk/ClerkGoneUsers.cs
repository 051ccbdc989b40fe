using System.Collections.Concurrent;
using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>
/// Finds users that are stored and that Clerk does not have. Counts them by ranges of creation times here and there, halves the ranges
/// that differ, and lists those that are small.
/// </summary>
internal sealed class ClerkGoneUsers(ClerkApi api, SyncJob job, GoneLimit limit, IUserList list, Users users)
{
    private const int MaxRanges = 64;
    private const int UsersOfRange = 2000;
    private const int MaxParallel = 16;

    // The last millisecond of the year 9999.
    private const long MaxTime = 253_402_300_799_999;

    private readonly Provider _provider = job.Provider;
    private readonly List<AppliedUsers> _applied = [];
    private readonly List<string> _suspects = [];

    public async Task<GoneUsers> Find(CancellationToken cancellationToken)
    {
        var here = new CreationTimes(await list.ReadCreationTimes(_provider.Name, cancellationToken));
        var level = here.Split(Math.Clamp(here.Count / UsersOfRange, 1, MaxRanges));
        FilterBounds? bounds = null;
        while (level.Count > 0)
        {
            // Where nobody is stored, nobody can be gone.
            var counted = new ConcurrentDictionary<CreationRange, long>(ReferenceEqualityComparer.Instance);
            await ForEach(
                level.Where(range => here.CountIn(range) > 0),
                async range => counted[range] = await api.Count(range.Filter, job, cancellationToken),
                cancellationToken);
            bounds ??= FilterBounds.Guess(counted, here);
            var different = counted
                .Where(range => range.Value != here.CountIn(bounds.Of(range.Key)) || job.Incomplete.Any(range.Key.Overlaps))
                .ToLookup(range => Math.Max(range.Value, here.CountIn(range.Key)) > ClerkApi.MaxPage ? here.Halves(range.Key) : null);
            await ForEach(different[null].Select(range => range.Key), range => ListRange(range, cancellationToken), cancellationToken);
            level = [.. different.SelectMany(ranges => ranges.Key ?? [])];
        }
        return new GoneUsers(await Confirm(cancellationToken), AppliedUsers.Sum(_applied));
    }

    private static Task ForEach<T>(IEnumerable<T> items, Func<T, Task> call, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        items,
        new ParallelOptions { MaxDegreeOfParallelism = MaxParallel, CancellationToken = cancellationToken },
        async (item, _) => await call(item));

    private async Task ListRange(CreationRange range, CancellationToken cancellationToken)
    {
        var there = await ReadPages(range, cancellationToken);
        var here = await list.ReadCreated(_provider.Name, TimeOf(range.From, 0), TimeOf(range.To, MaxTime), cancellationToken);
        var stored = here.Select(id => ExternalId.SubjectOf(_provider.Name, id)).ToHashSet(StringComparer.Ordinal);
        var missing = there.Where(user => user.User is not null && range.Contains(user.CreatedAt) && !stored.Contains(user.Name)).ToList();
        stored.ExceptWith(there.Select(user => user.Name));
        var applied = await job.ApplyMissing(missing, cancellationToken);
        lock (_suspects)
        {
            _suspects.AddRange(stored);
            _applied.Add(applied);
        }
    }

    /// <summary>
    /// The users of a range. Some are missing when the user of a cursor is deleted meanwhile: they are asked for as suspects.
    /// </summary>
    private async Task<List<PulledUser>> ReadPages(CreationRange range, CancellationToken cancellationToken)
    {
        var there = new List<PulledUser>();
        for (string? cursor = null; ;)
        {
            var after = cursor is null ? "" : $"&starting_after={Uri.EscapeDataString(cursor)}";
            ClerkPage page;
            try
            {
                page = await api.List($"&order_by=created_at{range.Filter}{after}", ClerkApi.MaxPage, job, cancellationToken);
            }
            catch (RequestRefusedException) when (cursor is not null)
            {
                return there;
            }
            there.AddRange(page.Users);
            if (page.Users.Count < ClerkApi.MaxPage || page.LastId is not { } last || last == cursor)
                return there;
            cursor = last;
        }
    }

    /// <summary>The suspects of whom Clerk answers, asked for each, that there is no such user.</summary>
    private async Task<List<(string, DateTimeOffset)>> Confirm(CancellationToken cancellationToken)
    {
        var gone = new List<(string Subject, DateTimeOffset At)>();
        foreach (var asked in _suspects.Order(StringComparer.Ordinal).Chunk(ClerkApi.MaxIds))
        {
            // A user may have another time of creation here than there, or may have been created just now.
            var filter = string.Concat(asked.Select(id => $"&user_id={Uri.EscapeDataString(id)}"));
            var there = await api.List(filter, ClerkApi.MaxIds, job, cancellationToken);
            _applied.Add(await job.ApplyMissing(there.Users, cancellationToken));
            var absent = asked.Except(there.Users.Select(user => user.Name), StringComparer.Ordinal);
            await ForEach(absent, subject => ConfirmOne(subject, there.At), cancellationToken);
            limit.Check(gone.Count);
        }
        return gone;

        async Task ConfirmOne(string subject, DateTimeOffset at)
        {
            if (await api.Find(subject, job, cancellationToken) is not null || !await IsStored(subject))
                return;
            lock (gone)
                gone.Add((subject, at));
        }
    }

    // An event may have deleted the user meanwhile.
    private async Task<bool> IsStored(string subject) => await users.Find(ExternalId.Of(_provider.Name, subject)) is not null;

    private static DateTimeOffset TimeOf(long? milliseconds, long otherwise) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds ?? otherwise);
}
