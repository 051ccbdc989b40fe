using System.Globalization;

namespace OrleansUsers.Api;

/// <summary>
/// Reads the users of Clerk that have changed lately: all pages in the order of their last change, until one that was read before.
/// </summary>
/// <remarks>
/// Clerk has no filter and no cursor for the time of a change, so pages are found by their offset. Deletions are not in them.
/// </remarks>
internal sealed class ClerkChanges(ClerkApi api, SyncJob job)
{
    // A change may appear in the list after one that was made later.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(1);

    // Users move while pages are read: a changed one to the front, and all after a deleted one forward. So pages overlap.
    private const int SharedUsers = 20;

    /// <summary>When the last change was made, in milliseconds since 1970; 0 when there is no user.</summary>
    public async Task<long> FindNewest(CancellationToken cancellationToken) => NewestOf(await List(limit: 1, offset: 0, cancellationToken));

    /// <summary>Reads and applies what has changed.</summary>
    /// <param name="since">Up to when changes were read before; null to read the first page only.</param>
    /// <returns>Up to when changes are read now.</returns>
    public async Task<(long Newest, AppliedUsers Applied)> Read(long? since, CancellationToken cancellationToken)
    {
        var from = since - (long)Overlap.TotalMilliseconds;
        var page = await List(ClerkApi.MaxPage, offset: 0, cancellationToken);
        var newest = Math.Max(since ?? 0, NewestOf(page));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var applied = new List<AppliedUsers>();
        for (var offset = 0; ;)
        {
            var isJoined = seen.Count == 0 || page.Users.Any(user => seen.Contains(user.Name));
            var news = page.Users.Where(user => seen.Add(user.Name) && !(UpdatedAt(user) < from)).ToList();
            applied.Add(await job.Apply(news, cancellationToken));
            var isLast = page.Users.Count < ClerkApi.MaxPage || page.Users.Any(user => UpdatedAt(user) < from) || since is null;
            if (isLast && isJoined)
                return (newest, AppliedUsers.Sum(applied));
            // Without a user that was seen before, some may lie between this page and the one before.
            offset = isJoined ? offset + page.Users.Count - SharedUsers : Math.Max(0, offset - (page.Users.Count / 2) - SharedUsers);
            page = await List(ClerkApi.MaxPage, offset, cancellationToken);
        }
    }

    private Task<ClerkPage> List(int limit, int offset, CancellationToken cancellationToken) => api.List(
        string.Create(CultureInfo.InvariantCulture, $"&offset={offset}&order_by=-updated_at"), limit, job, cancellationToken);

    // A time from the future must not hide the changes until then.
    private static long NewestOf(ClerkPage page) =>
        Math.Min(page.Users.Max(UpdatedAt) ?? 0, page.At.AddSeconds(1).ToUnixTimeMilliseconds());

    private static long? UpdatedAt(PulledUser user) => user.User?.UpdatedAt?.ToUnixTimeMilliseconds();
}
